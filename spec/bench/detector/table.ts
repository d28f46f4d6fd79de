import type { Score } from './Score';
import type { Trace } from './traces';

/** The scores of all detectors on a trace, as lines of text. */
export function table(trace: Trace, scores: ReadonlyMap<string, Score>): string {
  const rows = [...scores].map(
    ([name, { mean, p99, kills, killsPer100Hours, hours }]) =>
      `    ${name.padEnd(26)} ${mean.toFixed(2).padStart(6)} ${p99.toFixed(2).padStart(8)}` +
      `${String(kills).padStart(9)} ${killsPer100Hours.toFixed(1).padStart(11)} ${hours.toFixed(0).padStart(10)}`,
  );
  const heading = `    ${''.padEnd(28)}mean s    p99 s    kills   per 100 h   in hours`;
  return [`\n  ${trace.name}: ${trace.says}`, heading, ...rows].join('\n');
}
