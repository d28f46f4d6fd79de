import { bytesCodec } from './bytesCodec';
import { DecimalDecoder, type DecimalRules } from './DecimalDecoder';
import { FrameError } from './FrameError';
import { FrameSizeError } from './FrameSizeError';
import type { Codec } from './Framing';

/** The codec of frames that begin with their length in digits. */
export function decimalCodec(rules: DecimalRules): Codec<Buffer, string | Uint8Array> {
  const { least, limit, option, separator, trailer } = rules;
  const trailers = trailer === '' ? [] : [Buffer.from(trailer)];
  return bytesCodec(
    () => new DecimalDecoder(rules),
    (body) => {
      const { length } = body;
      if (length > limit) throw new FrameSizeError(option, limit, length);
      if (length < least) throw new FrameError(`A frame has ${least} bytes or more, not ${length}`);
      return [Buffer.from(`${length}${separator}`), body, ...trailers];
    },
  );
}
