import type { Decoder } from './Decoder';
import type { Framing } from './Framing';
import { framingOf } from './framingOf';
import { SwitchingDecoder } from './SwitchingDecoder';

/**
 * Begins with one framing and goes on with another, from the byte behind the frame on for which `next` returns that one:
 * a header line and then frames of another kind, say. Frames of both are emitted.
 *
 * @example
 * ```ts
 * const frames = connection.pipe(
 *   switchDecoder(lines(), (header) => (header === 'UPGRADE binary' ? lengthPrefixed() : undefined)),
 * );
 * ```
 *
 * @param first what it begins with
 * @param next is asked about each frame of `first`, before that is emitted; `undefined` stays with `first`. What it throws is
 * the error of the pipeline. It may return another `switchDecoder`
 */
export function switchDecoder<A, B>(
  first: Framing<A> | (() => Decoder<A>),
  next: (frame: A) => Framing<B> | (() => Decoder<B>) | undefined,
): Framing<A | B> {
  return framingOf<A | B>(() => new SwitchingDecoder(first, next));
}
