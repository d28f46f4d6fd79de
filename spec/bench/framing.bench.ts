import { contest, type Costs } from './framing/contest';
import { type Contest, contests } from './framing/contests';
import { observed } from './framing/observed';
import { report } from './framing/report';
import { rivals } from './framing/rivals';
import type { Side } from './framing/Side';
import { type StreamOfFrames, streamOfFrames } from './framing/streamOfFrames';
import { bench } from './harness/bench';
import { UnderTest } from './harness/UnderTest';

// What it takes to make frames of chunks that are there already, in CPU time. All that make the same frames share a process,
// fresh for each run, and take turns there as in `duel`.
const RUNS = 7;
/** Of a frame, with so many MiB of them for some 10 ms by hand. */
const SIZES = { '100 B': { bytes: 100, MiB: 8 }, '64 KiB': { bytes: 65_536, MiB: 32 } };
const MEASURE = 'by hand';

type Size = keyof typeof SIZES;

function streamFor({ encode }: Contest, size: Size): StreamOfFrames {
  const { bytes, MiB } = SIZES[size];
  return streamOfFrames(encode, bytes, MiB * 2 ** 20);
}

function sidesOf({ byHand, ours, theirs }: Contest): Record<string, Side> {
  return {
    [MEASURE]: byHand,
    [`${MEASURE} again`]: byHand,
    // An operator can't be had for less.
    [`${MEASURE}, Observable`]: observed(byHand),
    ...ours,
    ...theirs,
  };
}

async function compare(): Promise<void> {
  for (const [name, each] of Object.entries(contests(await rivals())))
    for (const size of Object.keys(SIZES) as Size[]) {
      const runs: Costs[] = [];
      while (runs.length < RUNS) {
        const process = new UnderTest();
        runs.push(await process.ask<Costs>('run', [name, size]));
        process.stop();
      }
      console.log(`\n  ${name}, ${size}`);
      report(runs, MEASURE, each, streamFor(each, size));
    }
}

async function run([name, size]: [string, Size]): Promise<Costs> {
  const each = contests(await rivals())[name]!;
  return contest(sidesOf(each), streamFor(each, size));
}

const title = `frames of 64 KiB chunks in memory: CPU time in ratio to ${MEASURE}, ${RUNS} runs`;
bench(title, compare, { run });
