import type { Decoder } from './Decoder';
import { frames } from './frames';
import type { FrameSource } from './FrameSource';
import type { Framing } from './Framing';
import { SwitchingDecoder } from './SwitchingDecoder';

/** The type of what such a one makes. */
export type FrameOf<Source> =
  Source extends Framing<infer T> ? T : Source extends () => Decoder<infer T> ? T : never;

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
export function switchDecoder<A, Next extends FrameSource<unknown> | undefined>(
  first: FrameSource<A>,
  next: (frame: A) => Next,
): Framing<A | FrameOf<Next>> {
  type Then = (frame: A) => FrameSource<FrameOf<Next>> | undefined;
  return frames(() => new SwitchingDecoder<A, FrameOf<Next>>(first, next as Then));
}
