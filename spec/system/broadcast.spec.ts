import { compiled } from '../support/compiled';
import { playBroadcast } from '../support/playBroadcast';

const MIB = 2 ** 20;
const FRAMES = 4_096;
let library: string;

beforeAll(() => {
  library = compiled();
});

it('256 MiB go to 100 peers while 100 others have stopped, who are passed over', async () => {
  const cast = { onSlow: 'skip', readers: 100, stopped: 100, frames: FRAMES };
  const { cut, frames, gotByStopped, most, skipped } = await playBroadcast(library, cast);
  expect([frames, cut]).toEqual([[FRAMES], 0]);
  expect(skipped).toBeGreaterThan(50 * FRAMES);
  expect(gotByStopped + skipped).toBe(100 * FRAMES);
  // The lag of all, what is ahead of the readers, and of each that has stopped what Node has taken.
  expect(most).toBeLessThan(8 * MIB);
}, 200_000);

it('and are cut, when they are to be', async () => {
  const cast = { onSlow: 'close', readers: 100, stopped: 100, frames: FRAMES / 8 };
  const { cut, frames } = await playBroadcast(library, cast);
  expect([frames, cut]).toEqual([[FRAMES / 8], 100]);
}, 100_000);
