import type { Decoder } from './Decoder';
import type { Codec } from './Framing';
import { framingOf } from './framingOf';

/** A framing that can be encoded as well. */
export function codecOf<T, In = T>(
  decoder: () => Decoder<T>,
  encode: (frame: In) => readonly Uint8Array[],
): Codec<T, In> {
  return Object.assign(framingOf(decoder), { encode });
}
