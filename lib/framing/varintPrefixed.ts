import { bytesCodec } from './bytesCodec';
import { FrameError } from './FrameError';
import { FrameSizeError } from './FrameSizeError';
import type { Codec } from './Framing';
import { SizedDecoder, type SizeLimit } from './SizedDecoder';
import { sizeLimit } from './sizeLimit';
import type { SizeOptions } from './SizeOptions';

const LONGEST = 10;

class VarintDecoder extends SizedDecoder {
  private header = 0;

  constructor(limit: SizeLimit) {
    super(1, LONGEST, limit);
  }

  protected measure(bytes: Buffer, start: number): boolean {
    let length = 0;
    for (let i = 0, unit = 1; i < LONGEST; i++, unit *= 128) {
      const byte = bytes[start + i];
      if (byte === undefined) return false;
      length += (byte & 127) * unit;
      if (byte >= 128) continue;
      if (byte === 0 && i > 0) throw new FrameError('The length of a frame is longer than needed');
      if (length > Number.MAX_SAFE_INTEGER) break;
      this.header = i + 1;
      this.length = length;
      this.size = this.header + length;
      return true;
    }
    throw new FrameError('The length of a frame is more than 2^53 - 1');
  }

  protected cut(bytes: Buffer, start: number, end: number): Buffer {
    return bytes.subarray(start + this.header, end);
  }
}

/**
 * Frames that begin with their length as an unsigned LEB128 varint, as those of Protocol Buffers and libp2p do. One longer than
 * needed, or more than 2^53 - 1, is a `FrameError`.
 *
 * The rules of the varint are those of https://protobuf.dev/programming-guides/encoding/#varints and, for its shortest form, of
 * https://github.com/multiformats/unsigned-varint.
 *
 * @example
 * ```ts
 * const messages = connection.pipe(varintPrefixed(), map((bytes) => bytes.toString('hex')));
 * ```
 *
 * @param options see {@link SizeOptions}: `maxLength` is how many bytes may follow the length. A bad one throws an `OptionError`
 */
export function varintPrefixed(options: SizeOptions = {}): Codec<Buffer, string | Uint8Array> {
  const rules = sizeLimit(options, 'maxLength');
  return bytesCodec(
    () => new VarintDecoder(rules),
    (body) => {
      if (body.length > rules.limit)
        throw new FrameSizeError('maxLength', rules.limit, body.length);
      return [varint(body.length), body];
    },
  );
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.of(...bytes, rest);
}
