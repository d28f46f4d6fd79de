import * as fc from 'fast-check';
import { chunkings } from './chunkings';
import { subjects } from './framings';

/** A framing with some options, and chunks for it: a plain value, but for the Buffers. */
export interface FramingTrial {
  readonly framing: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What becomes of a frame that is too large; `tell` skips it, and tells so in its place among the frames. */
  readonly way: 'fail' | 'skip' | 'tell';
  readonly chunks: readonly Buffer[];
}

/** Trials of one of the `subjects`. */
export function framingTrials(framing: keyof typeof subjects): fc.Arbitrary<FramingTrial> {
  const { bytes, options } = subjects[framing]!;
  return options.chain((some) =>
    fc.record({
      framing: fc.constant(framing),
      options: fc.constant(some as FramingTrial['options']),
      way: fc.constantFrom('fail', 'skip', 'tell'),
      chunks: bytes(some).chain(chunkings),
    }),
  );
}
