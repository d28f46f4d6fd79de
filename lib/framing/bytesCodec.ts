import { bytesIn } from './bytesIn';
import { codecOf } from './codecOf';
import type { Decoder } from './Decoder';
import type { Codec } from './Framing';

/** A framing of bytes, which can encode strings too. */
export function bytesCodec(
  decoder: () => Decoder<Buffer>,
  encode: (bytes: Uint8Array) => readonly Uint8Array[],
): Codec<Buffer, string | Uint8Array> {
  return codecOf(decoder, (frame) => encode(bytesIn(frame)));
}
