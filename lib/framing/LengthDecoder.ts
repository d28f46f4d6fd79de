import { FrameError } from './FrameError';
import { SizedDecoder, type SizeLimit } from './SizedDecoder';

/** What a header that has a length is like. */
export interface LengthRules extends SizeLimit {
  readonly lengthBytes: number;
  readonly offset: number;
  readonly isLittle: boolean;
  /** What the length and this make is the size of the whole frame. */
  readonly added: number;
  readonly strip: number;
}

/** The decoder of `lengthPrefixed`. */
export class LengthDecoder extends SizedDecoder {
  private readonly header: number;

  constructor(private readonly rules: LengthRules) {
    const header = rules.offset + rules.lengthBytes;
    super(header, header, rules);
    this.header = header;
  }

  protected measure(bytes: Buffer, start: number): boolean {
    const { header, rules } = this;
    const size = this.lengthAt(bytes, start + rules.offset) + rules.added;
    if (size < header || size < rules.strip)
      throw new FrameError(`A frame of ${size} bytes would be smaller than its header`);
    this.size = this.length = size;
    return true;
  }

  protected cut(bytes: Buffer, start: number, end: number): Buffer {
    return bytes.subarray(start + this.rules.strip, end);
  }

  private lengthAt(bytes: Buffer, first: number): number {
    const { isLittle, lengthBytes } = this.rules;
    const step = isLittle ? -1 : 1;
    let at = isLittle ? first + lengthBytes - 1 : first;
    let length = 0;
    for (let i = 0; i < lengthBytes; i++, at += step) length = length * 256 + (bytes[at] ?? 0);
    // What is less than that was never rounded.
    if (length > Number.MAX_SAFE_INTEGER)
      throw new FrameError('The length of a frame is more than 2^53 - 1');
    return length;
  }
}
