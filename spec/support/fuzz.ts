import * as fc from 'fast-check';
import { createContext, runInContext } from 'node:vm';
import { allAtOnce, checkTrial } from './checkTrial';
import { corpus } from './corpus';
import { type FramingTrial, framingTrials } from './FramingTrial';
import { mutate } from './mutate';
import { random } from '../../lib/testing/random';

/** No few of them take longer, on a busy machine as well. */
const HUNG = 20_000;
const AT_ONCE = 20;
const POOL = 2_000;

/**
 * Tries a framing with bytes that grow out of each other for so many ms. What does something that none did before, by the
 * number of its frames and its error, has descendants. Returns how many it has tried.
 */
export function fuzz(framing: string, ms: number, seed: number): number {
  const dice = random(seed);
  const pool = fc.sample(framingTrials(framing), { numRuns: 200, seed });
  const known = new Set<string>();
  let trial: FramingTrial | undefined;
  let tried = 0;
  const tryOne = (): void => {
    trial = mutate(dice.pick(pool), dice.pick(pool), dice);
    const expected = allAtOnce(trial);
    checkTrial(trial, expected);
    tried++;
    const { message = '' } = (expected.error ?? {}) as Partial<Error>;
    const did = `${trial.way} ${expected.frames.length} ${message}`;
    if (known.has(did)) return;
    known.add(did);
    if (pool.length < POOL) pool.push(trial);
    else pool[dice.int(0, POOL)] = trial;
  };
  const tryFew = (): void => {
    for (let i = 0; i < AT_ONCE; i++) tryOne();
  };
  const until = performance.now() + ms;
  try {
    // This can also end what never does. A context for each would cost more than what is tried in it.
    const context = createContext({ tryFew });
    while (performance.now() < until) runInContext('tryFew()', context, { timeout: HUNG });
  } catch (cause) {
    const name = trial && corpus.add(trial);
    throw new Error(`Found by seed ${seed}, and kept in the corpus as ${name}`, { cause });
  }
  return tried;
}
