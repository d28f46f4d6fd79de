import type { OperatorFunction } from 'rxjs';
import type { Decoder } from './Decoder';

/** How frames are told apart: an operator that makes them of chunks, and what makes its decoders, for a stream each. */
export interface Framing<T> extends OperatorFunction<Uint8Array, T> {
  readonly decoder: () => Decoder<T>;
}

/** A {@link Framing} that also makes the bytes of a frame: decoded, they are that frame again. It keeps to the same limits. */
export interface Codec<T, In = T> extends Framing<T> {
  /**
   * The parts to be written as one; what is large is not copied. Throws a `FrameError` for what can't be sent like this.
   *
   * @example
   * ```ts
   * const wire = lengthPrefixed();
   * connection.write(wire.encode(Buffer.from('body')));
   * ```
   */
  readonly encode: (frame: In) => readonly Uint8Array[];
}
