// Prints the path of Debian's libfaketime, by which a spec sets the clock of a process and of nothing else. It is unpacked under
// node_modules/.cache, which needs no rights, unless apt has no list of packages yet.
//   node tools/faketime.mjs
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../node_modules/.cache/faketime');
const run = (...command) =>
  execFileSync(command[0], command.slice(1), { cwd: folder, stdio: 'pipe', encoding: 'utf8' });

mkdirSync(folder, { recursive: true });
let library = find('libfaketimeMT.so.1');
if (library === undefined) {
  try {
    run('apt-get', 'download', 'libfaketime');
  } catch {
    run('apt-get', 'update');
    run('apt-get', 'download', 'libfaketime');
  }
  run('dpkg', '-x', find('.deb'), folder);
  library = find('libfaketimeMT.so.1');
}
console.log(library);

function find(ending) {
  const file = readdirSync(folder, { recursive: true }).find((name) => name.endsWith(ending));
  return file && join(folder, file);
}
