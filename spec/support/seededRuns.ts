import { Peers } from './peers';
import { type Random, random } from '../../lib/testing/random';

/** How far is read ahead, and how much output is too much; the last is the default. */
const KIB = 1024;
const LIMITS = [1, KIB, 16 * KIB, 64 * KIB];
const RUNS = 1_000;
const LANES = 20;
/** For how long one may take. What is held for ever would only be the time limit of the spec, without the seed. */
const PATIENCE = 60_000;

/**
 * Does something many times with peers of another process, some at a time, by dice that fall the same way for the same `SEED`. It returns what was wrong, or nothing;
 * no run may have anything.
 */
export async function seededRuns(
  runOnce: (peers: Peers, limit: number, dice: Random) => Promise<string | undefined>,
): Promise<void> {
  const peers = new Peers();
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const faults: string[] = [];
  let next = 0;
  const lanes = Array.from({ length: LANES }, async () => {
    while (next < RUNS && faults.length < LANES) {
      const run = next++;
      const limit = LIMITS[run % LIMITS.length]!;
      const fault = await Promise.race([runOnce(peers, limit, random(seed + run)), stuck()]);
      if (fault !== undefined) faults.push(`SEED=${seed}, run ${run}, limit ${limit}: ${fault}`);
    }
  });
  await Promise.all(lanes);
  peers.stop();
  expect([next, faults]).toEqual([RUNS, []]);
}

function stuck(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('stuck'), PATIENCE).unref();
  });
}
