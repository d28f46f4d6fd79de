import { FrameError } from './FrameError';
import { SizedDecoder, type SizeLimit } from './SizedDecoder';

/** What a header of digits is like. */
export interface DecimalRules extends SizeLimit {
  /** The character behind the digits. */
  readonly separator: string;
  /** The character behind the payload, if there is one. */
  readonly trailer: string;
  /** The least length. */
  readonly least: number;
}

/** No length of 2^53 - 1 or less has more. */
const MOST_DIGITS = 16;
const ZERO = 48;

/** The decoder of frames that begin with their length in digits. */
export class DecimalDecoder extends SizedDecoder {
  private header = 0;
  private readonly separator: number;

  constructor(private readonly rules: DecimalRules) {
    super(2, MOST_DIGITS + 1, rules);
    this.separator = rules.separator.charCodeAt(0);
  }

  protected measure(bytes: Buffer, start: number): boolean {
    const { least, trailer } = this.rules;
    let length = 0;
    for (let digits = 0; digits <= MOST_DIGITS; digits++) {
      const byte = bytes[start + digits];
      if (byte === undefined) return false;
      if (byte === this.separator && digits > 0) {
        if (length < least || !Number.isSafeInteger(length)) break;
        this.header = digits + 1;
        this.length = length;
        this.size = this.header + length + trailer.length;
        return true;
      }
      const digit = byte - ZERO;
      // A zero in front of others makes two ways to write the same.
      if (digit < 0 || digit > 9 || (digits === 1 && length === 0)) break;
      length = length * 10 + digit;
    }
    throw new FrameError('A frame begins with no length');
  }

  protected cut(bytes: Buffer, start: number, end: number): Buffer {
    const { trailer } = this.rules;
    const last = end - trailer.length;
    if (trailer !== '' && bytes[last] !== trailer.charCodeAt(0))
      throw new FrameError(`A frame doesn't end with ${JSON.stringify(trailer)}`);
    return bytes.subarray(start + this.header, last);
  }
}
