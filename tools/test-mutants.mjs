// Whether the simulator finds what it is for: deliberate mistakes in the library, each within so many schedules, and none
// in the library as it is.
//   node tools/test-mutants.mjs [a part of a name]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants } from '../spec/mutants/mutants.mjs';

const SCHEDULES = 10_000;
const SEED = 1;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { masksResets } = await import(join(dist, 'socket/masksResets.js'));
const chosen = mutants.filter(
  ({ name, when }) => name.includes(process.argv[2] ?? '') && (when !== 'masked' || masksResets),
);
const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
let faults = 0;
try {
  const { law, message, tried } = hunt();
  tell('the library as it is', law === undefined, message ?? `nothing in ${tried} schedules`);
  for (const { name, file, from, to } of chosen) {
    const text = readFileSync(join(dist, file), 'utf8');
    const parts = text.split(from);
    if (parts.length !== 2) {
      tell(name, false, `${file} has its text ${parts.length - 1} times, not once`);
      continue;
    }
    const mutated = join(folder, 'mutated.js');
    writeFileSync(mutated, parts.join(to));
    const { law, scenario, tried } = hunt(file, mutated);
    tell(name, law !== undefined, law ? `${law} (${scenario}, ${tried})` : `not in ${tried}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`test:mutants: ${chosen.length - faults} of ${chosen.length} are found`);
process.exitCode = faults > 0 ? 1 : 0;

function hunt(...mutation) {
  const args = [join(root, 'spec/mutants/hunt.cjs'), dist, SCHEDULES, SEED, ...mutation].map(
    String,
  );
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

function tell(name, isGood, what) {
  if (!isGood) faults++;
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${name}: ${what}`);
}
