import { median, spread } from '../harness/spread';
import type { Costs } from './contest';
import type { Contest } from './contests';
import type { StreamOfFrames } from './streamOfFrames';

const TARGET = 1.2;

/** Says what each side costs, and whether ours are within their target and ahead of the others. */
export function report(
  runs: readonly Costs[],
  measure: string,
  { ours, theirs }: Contest,
  { bytes, frames }: StreamOfFrames,
): void {
  const ratios = (side: string, to: string): number[] =>
    runs.map((costs) => costs[side]! / costs[to]!);
  const told = (value: number, unit: string): string => `${value.toFixed(0).padStart(9)} ${unit}`;

  for (const side of Object.keys(runs[0]!)) {
    const ratio = side === measure ? '1' : spread(ratios(side, measure), 2);
    const seconds = median(runs.map((costs) => costs[side]!)) / 1000;
    console.log(
      `  ${side.padEnd(26)} ${ratio.padEnd(20)} ` +
        `${told(bytes / 1e6 / seconds, 'MB/s')} ${told(frames / seconds, 'frames/s')}`,
    );
  }
  for (const side of Object.keys(ours)) {
    const isMet = median(ratios(side, measure)) <= TARGET;
    const ahead = Object.keys(theirs).map((rival) => {
      const times = median(ratios(rival, side));
      return `, ${times > 1 ? 'ahead' : 'NOT ahead'} of ${rival} by ${times.toFixed(1)}`;
    });
    console.log(`    ${side}: target ${TARGET} ${isMet ? 'met' : 'missed'}${ahead.join('')}`);
  }
}
