import type { Decoder, Emit } from './Decoder';
import { joined } from './joined';
import { Pieces } from './Pieces';

const EMPTY: Buffer = Buffer.alloc(0);

/** What all decoders have in common: the parts of a frame that isn't complete, and what is behind a stop. */
export abstract class ChunkDecoder<T> implements Decoder<T> {
  protected readonly pieces = new Pieces();
  private behind: Buffer = EMPTY;

  get buffered(): number {
    return this.pieces.length + this.behind.length;
  }

  get incomplete(): number {
    return this.buffered;
  }

  push(chunk: Buffer, emit: Emit<T>): void {
    const { behind } = this;
    const bytes = joined(behind, chunk);
    this.behind = EMPTY;
    const stop = this.decode(bytes, emit);
    if (stop < bytes.length) this.behind = bytes.subarray(stop);
  }

  end(emit: Emit<T>): void {
    if (this.behind.length > 0) this.push(EMPTY, emit);
    // Stopped once more.
    if (this.behind.length === 0) this.finish(emit);
  }

  reset(): Buffer {
    const { behind, pieces } = this;
    this.behind = EMPTY;
    this.forget();
    return pieces.length === 0 ? behind : pieces.take(behind);
  }

  /** Emits the frames that end in a chunk and keeps what is behind them. Returns up to where, when it was stopped before. */
  protected abstract decode(chunk: Buffer, emit: Emit<T>): number;
  /** Says what the rest is worth at the end. */
  protected abstract finish(emit: Emit<T>): void;
  /** Forgets what it knows of the pieces. */
  protected abstract forget(): void;
}
