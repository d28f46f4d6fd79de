import type { Decoder } from './Decoder';
import type { Codec } from './Framing';
import { frames } from './frames';

/** A framing that can be encoded as well. */
export function codecOf<T, In = T>(
  decoder: () => Decoder<T>,
  encode: (frame: In) => readonly Uint8Array[],
): Codec<T, In> {
  return Object.assign(frames(decoder), { encode });
}
