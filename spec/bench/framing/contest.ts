import { shuffled } from '../harness/shuffled';
import type { Side } from './Side';
import type { StreamOfFrames } from './streamOfFrames';

/** In ms of CPU time for one stream, by name. */
export type Costs = Readonly<Record<string, number>>;

const SLICES = 8;
const WARM_UP = 3;

/** Has the sides decode the same stream in turns. Throws for one that makes other frames of it. */
export async function contest(
  sides: Readonly<Record<string, Side>>,
  stream: StreamOfFrames,
): Promise<Costs> {
  const contenders = Object.entries(sides).map(([name, side]) => ({ name, side, sum: 0 }));
  for (const { name, side } of contenders) await check(name, side, stream);
  for (let i = -WARM_UP; i < SLICES; i++)
    for (const contender of shuffled(contenders)) {
      // What the one before left behind isn't for this one to clean up.
      globalThis.gc?.({ type: 'minor' });
      let length = 0;
      const before = process.cpuUsage();
      await contender.side(stream.chunks, (frame) => void (length += frame.length));
      const { user, system } = process.cpuUsage(before);
      if (length !== stream.length) throw new Error(`${contender.name} lost frames`);
      if (i >= 0) contender.sum += (user + system) / 1000 / SLICES;
    }
  return Object.fromEntries(contenders.map(({ name, sum }) => [name, sum]));
}

async function check(name: string, side: Side, stream: StreamOfFrames): Promise<void> {
  let [frames, length] = [0, 0];
  await side(stream.chunks, (frame) => {
    frames++;
    length += frame.length;
  });
  if (frames !== stream.frames || length !== stream.length)
    throw new Error(`${name} made ${frames} frames of ${length} bytes, not ${stream.frames}`);
}
