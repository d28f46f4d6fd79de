import { FrameError } from './FrameError';

/** What is to be encoded, as bytes; a string as UTF-8. */
export function bytesIn(frame: string | Uint8Array): Uint8Array {
  if (typeof frame !== 'string') return frame;
  if (frame.isWellFormed()) return Buffer.from(frame);
  throw new FrameError('A string has half of a surrogate pair in it, of which there is no UTF-8');
}
