import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { checkTrial } from '../support/checkTrial';
import { corpus } from '../support/corpus';
import { subjects } from '../support/framings';
import { fuzz } from '../support/fuzz';

/** For each framing. */
const MS = process.env.DEEP ? 60_000 : 300;

const MIB = 2 ** 20;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

async function memory(): Promise<number> {
  gc();
  // What became of Buffers is known a turn later.
  await new Promise(setImmediate);
  gc();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

it.each(Object.keys(subjects))(
  '%s neither fails nor hangs nor grows, whatever comes',
  async (framing) => {
    const seed = Date.now() % 2 ** 31;
    fuzz(framing, MS / 10, seed);
    const before = await memory();
    const tried = fuzz(framing, MS, seed + 1);
    expect((await memory()) - before).toBeLessThan(16 * MIB);
    expect(tried).toBeGreaterThan(0);
    if (process.env.DEEP) console.log(`${framing}: ${tried} tried, seed ${seed}`);
  },
  2 * MS + 60_000,
);

it.each([...corpus])('%s, where something was found once, is good', (_, trial) => {
  checkTrial(trial);
});
