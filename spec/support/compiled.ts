import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/**
 * Compiles the library for processes of its own, which jest's transform doesn't reach, and returns what they `require`. It
 * lies inside node_modules, so that rxjs is found from there; each worker of jest has its own.
 */
export function compiled(): string {
  const outDir = join(root, 'node_modules/.cache/rxjs-sockets', process.env.JEST_WORKER_ID ?? '1');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', outDir], {
    cwd: root,
  });
  return join(outDir, 'index.js');
}
