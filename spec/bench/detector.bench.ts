import { writeFileSync } from 'node:fs';
import { detectors, probing } from './detector/detectors';
import { drawing, type Panel } from './detector/drawing';
import { observe } from './detector/observe';
import { type Score, scoreOf } from './detector/Score';
import { table } from './detector/table';
import { traces } from './detector/traces';

// How soon detectors of failures find crashes, and how often they are wrong, by a simulation in virtual time.
//   npm run bench:detector [-- seed [lives]]    the drawing is made of what stands here only
const [SEED, LIVES] = [1, 2_000];
/** Those that look often get a tenth of the crashes. */
const FEWER = 10;
const TARGET = 8;

const [seed = SEED, lives = LIVES] = process.argv.slice(2).map(Number);
console.log(`\nfailure detectors: ${lives} crashes each, seed ${seed}; beats each 10 s`);

const panels: Panel[] = [];
for (const trace of traces) {
  const scores = new Map<string, Score>();
  for (const detector of detectors) {
    const count = Math.ceil(detector.looksOften ? lives / FEWER : lives);
    scores.set(detector.name, scoreOf(observe(trace, detector, count, seed)));
  }
  panels.push({ trace, scores });
  console.log(table(trace, scores));
}

console.log('\n  Time in which the watching process itself stands still is not counted;');
console.log('  after that what waited in its kernel is news of the peer.');
for (const { trace, scores } of panels.filter(({ trace }) => trace.hasTarget)) {
  const { mean, kills } = scores.get(probing.name)!;
  const verdict = mean <= TARGET && kills === 0 ? 'met' : 'missed';
  console.log(
    `    target of ${probing.name}, ${TARGET} s and 0 kills on ${trace.name}: ${verdict}`,
  );
}
if (seed === SEED && lives === LIVES) {
  const { hours } = panels[0]!.scores.get(probing.name)!;
  writeFileSync('spec/bench/detector.svg', drawing(panels, hours, probing.name));
}
