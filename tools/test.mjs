// Runs the specs, two files at a time; but by itself, and last, the one that times how soon processes of its own are found dead:
// beside another file that keeps a core busy, some are found later than they may be.
//   node tools/test.mjs                        all
//   node tools/test.mjs [arguments for jest]   what those say, in one run
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ALONE = 'spec/system/deaths';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const others = ['/node_modules/', '<rootDir>/spec/bench/', ALONE];
const runs = args.length > 0 ? [args] : [['--testPathIgnorePatterns', ...others], [ALONE]];
const results = runs.map(
  (run) =>
    spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...run], {
      cwd: root,
      stdio: 'inherit',
    }).status,
);
process.exitCode = results.every((status) => status === 0) ? 0 : 1;
