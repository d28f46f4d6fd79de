import type { Decoder } from './Decoder';
import { frames } from './frames';
import type { Framing } from './Framing';

/** What runs these decoders, as an operator that has them. */
export function framingOf<T>(decoder: () => Decoder<T>): Framing<T> {
  return Object.assign(frames(decoder), { decoder });
}
