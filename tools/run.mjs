// Runs samples and benchmarks as a user would: against the built package, imported by its name.
//   node tools/run.mjs samples                 lists them
//   node tools/run.mjs samples tour [args]     runs one
//   node tools/run.mjs spec/bench [name args]  runs one, or without a name all, in turn
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Ctrl-C reaches the program that runs as well: it is for that to end, and then this ends.
process.on('SIGINT', () => undefined);

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));

const [folder, name, ...args] = process.argv.slice(2);
const suffix = folder === 'samples' ? '.ts' : '.bench.ts';
const names = (existsSync(folder) ? readdirSync(folder) : [])
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));

if (name !== undefined && !names.includes(name)) {
  console.error(`${folder}/${name}${suffix} does not exist. There is: ${names.join(', ') || '-'}`);
  process.exit(1);
}
if (name === undefined && (folder === 'samples' || names.length === 0)) {
  console.log(`In ${folder}/: ${names.join(', ') || 'nothing yet'}`);
  process.exit(0);
}

const tsc = 'node_modules/typescript/bin/tsc';
await Promise.all([node(tsc, '-p', 'tsconfig.build.json'), node(tsc, '-p', 'tsconfig.run.json')]);
for (const each of name === undefined ? names : [name]) {
  await node(
    '--enable-source-maps',
    `build/${folder}/${each}${suffix.replace('.ts', '.js')}`,
    ...args,
  );
}

async function node(...argv) {
  const child = spawn(process.execPath, argv, { stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) {
    if (signal !== null) console.error(`${argv.join(' ')} was ended by ${signal}`);
    process.exit(code ?? 1);
  }
}
