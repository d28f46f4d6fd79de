import { deepStrictEqual, ok } from 'node:assert/strict';
import type { Decoder } from '../../lib/framing/Decoder';
import type { Decoded } from './decode';
import type { FramingTrial } from './FramingTrial';
import { type Driven, runTrial } from './runTrial';

/** What may be there beside a frame: a header, or the beginning of a delimiter. */
const BESIDE = 32;

/** Checks that the chunks of a trial give what is expected, and that no more of them is kept than the limit allows. */
export function checkTrial(trial: FramingTrial, expected = allAtOnce(trial)): void {
  const { maxFrameLength, maxLength = maxFrameLength } = trial.options;
  const most = Number(maxLength) > 0 ? Number(maxLength) + BESIDE : Infinity;
  const measured = (decoder: Decoder<unknown>): Driven => ({
    push(chunk, emit) {
      decoder.push(chunk, emit);
      ok(decoder.buffered <= most, `${decoder.buffered} bytes are kept`);
    },
    end: (emit) => decoder.end(emit),
  });
  deepStrictEqual(runTrial(trial, trial.chunks, measured), expected);
}

/** What the bytes of a trial give when they come in one chunk. */
export function allAtOnce(trial: FramingTrial): Decoded {
  return runTrial(trial, [Buffer.concat(trial.chunks)]);
}
