/** Takes a frame. `false` stops the decoder behind that one; anything else goes on. */
export type Emit<T> = (frame: T) => unknown;

/**
 * Makes frames of bytes, however those were cut into chunks. A plain object with a state, so each stream needs one of its own.
 *
 * The built-in framings make theirs with `decoder()`. One of your own runs by `frames(() => new MyDecoder())`.
 */
export interface Decoder<T> {
  /**
   * Takes a chunk in, and emits the frames that it completes. Throws a `FrameError` for what is no frame, behind the frames
   * before that; it makes no sense to go on then.
   *
   * When `emit` returns `false` what is behind that frame stays as it is, for {@link Decoder.reset} or the next push.
   */
  push(chunk: Buffer, emit: Emit<T>): void;
  /**
   * There is no more. Emits what was left when `emit` returned `false`, and throws a `TruncatedFrameError` when the end is in the middle of
   * a frame.
   */
  end(emit: Emit<T>): void;
  /** How many bytes are kept: of a frame that isn't complete, and those left when `emit` returned `false`. */
  readonly buffered: number;
  /** How many bytes have come of a frame that isn't complete, skipped ones too. Only needed where that isn't {@link Decoder.buffered}. */
  readonly incomplete?: number;
  /** Begins anew. Returns the bytes that were {@link Decoder.buffered}, unless they were part of a frame that is skipped. */
  reset(): Buffer;
}
