import { FrameError } from 'rxjs-sockets';
import type { Decoder } from '../../lib/framing/Decoder';

/** What became of some chunks: the frames, what was reported, and the error that came behind them, as plain values. */
export interface Decoded {
  readonly frames: unknown[];
  readonly error?: unknown;
}

/** Decodes chunks to the end or to a `FrameError`, and adds the frames to those that are there, where others may add as well. */
export function decode<T>(
  decoder: Pick<Decoder<T>, 'push' | 'end'>,
  chunks: readonly Buffer[],
  frames: unknown[] = [],
): Decoded {
  const emit = (frame: T): void => void frames.push(plain(frame));
  try {
    for (const chunk of chunks) decoder.push(chunk, emit);
    decoder.end(emit);
    return { frames };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { frames, error: told(error) };
  }
}

/** An error as a plain value that can be compared. */
export function told(error: FrameError): object {
  return { ...(error as object), message: error.message };
}

/** A frame as it is now: views may be of something that changes. */
function plain(frame: unknown): unknown {
  return Buffer.isBuffer(frame) ? frame.toString('latin1') : frame;
}
