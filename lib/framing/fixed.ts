import { numberOption } from '../connection/numberOption';
import { bytesCodec } from './bytesCodec';
import { FrameError } from './FrameError';
import type { Codec } from './Framing';
import { SizedDecoder } from './SizedDecoder';

class FixedDecoder extends SizedDecoder {
  constructor(bytes: number) {
    super(1, 1, { option: 'maxLength', limit: Infinity, oversized: () => undefined });
    this.size = bytes;
  }

  protected measure(): boolean {
    return true;
  }

  protected cut(bytes: Buffer, start: number, end: number): Buffer {
    return bytes.subarray(start, end);
  }
}

/**
 * Frames of a fixed size each.
 *
 * @example
 * ```ts
 * const samples = connection.pipe(fixed(8), map((frame) => frame.readDoubleBE()));
 * ```
 *
 * @param size in bytes, 1 or more; another one throws an `OptionError`
 */
export function fixed(size: number): Codec<Buffer, string | Uint8Array> {
  const isSize = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  numberOption('size', size, isSize, 'a whole number of bytes, 1 or more');
  return bytesCodec(
    () => new FixedDecoder(size),
    (frame) => {
      if (frame.length === size) return [frame];
      throw new FrameError(`A frame is ${size} bytes, not ${frame.length}`);
    },
  );
}
