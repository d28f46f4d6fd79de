import { FrameError } from './FrameError';
import type { LengthRules } from './LengthDecoder';
import { FrameSizeError } from './FrameSizeError';

/**
 * A frame as it was before anything was stripped of it: behind that much, in which all is zero, and with its length filled in. What
 * it has of the header itself is kept.
 */
export function encodeLength(rules: LengthRules, frame: Uint8Array): Uint8Array[] {
  const { added, isLittle, lengthBytes, limit, offset, option, strip } = rules;
  const end = offset + lengthBytes;
  const head = Buffer.alloc(Math.max(strip, end));
  const own = head.length - strip;
  const size = strip + frame.length;
  const length = size - added;
  if (size > limit) throw new FrameSizeError(option, limit, size);
  if (frame.length < own) throw new FrameError(`A frame begins with ${own} bytes of its header`);
  if (length < 0 || length >= 256 ** lengthBytes || !Number.isSafeInteger(length))
    throw new FrameError(`${length} is no length that fits into ${lengthBytes} bytes`);
  head.set(frame.subarray(0, own), strip);
  for (let i = 0, rest = length; i < lengthBytes; i++, rest = Math.floor(rest / 256))
    head[isLittle ? offset + i : end - 1 - i] = rest % 256;
  return [head, frame.subarray(own)];
}
