import { FrameError } from './FrameError';
import type { LengthRules } from './LengthDecoder';
import { FrameSizeError } from './FrameSizeError';

/** The header of a frame with so many bytes behind it. */
export function lengthHeader(rules: LengthRules, bytes: number): Buffer {
  const { added, isLittle, lengthBytes, limit, offset, option } = rules;
  const header = Buffer.alloc(offset + lengthBytes);
  const size = header.length + bytes;
  const length = size - added;
  if (size > limit) throw new FrameSizeError(option, limit, size);
  if (size < rules.strip)
    throw new FrameError(`A frame of ${size} bytes has less than is stripped`);
  if (length < 0 || length >= 256 ** lengthBytes || !Number.isSafeInteger(length))
    throw new FrameError(`${length} is no length that fits into ${lengthBytes} bytes`);
  for (let i = 0, rest = length; i < lengthBytes; i++, rest = Math.floor(rest / 256))
    header[isLittle ? offset + i : header.length - 1 - i] = rest % 256;
  return header;
}
