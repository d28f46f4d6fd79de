import { join } from 'node:path';
import { playBroadcast } from '../support/playBroadcast';
import { bench } from './harness/bench';
import { shuffled } from './harness/shuffled';
import { spread } from './harness/spread';

// How long what is broadcast takes to 100 readers, with and without 100 others that have stopped.
const RUNS = 5;
const TARGET = 2;
/** 256 MiB, some 0.4 GB a second for all. */
const offered = { onSlow: 'skip', readers: 100, frames: 4_096, rate: 110 };
const crowds = [0, 100];

async function compare(): Promise<void> {
  const runs: number[][] = [];
  while (runs.length < RUNS) {
    const p99: number[] = [];
    for (const stopped of shuffled(crowds)) {
      const told = await playBroadcast(join(process.cwd(), 'dist'), { ...offered, stopped });
      p99[stopped] = told.p99;
      console.log(
        `  ${String(stopped).padStart(3)} stopped: p99 ${told.p99.toFixed(1)} ms; the others got ${told.frames.join()} of ${offered.frames}`,
      );
    }
    runs.push(p99);
  }
  const ratios = runs.map((p99) => p99[100]! / p99[0]!);
  console.log(
    `  p99 in ratio, with those who have stopped: ${spread(ratios, 2)}, target ${TARGET}`,
  );
}

bench('broadcast of 256 MiB to 100 readers', compare, {});
