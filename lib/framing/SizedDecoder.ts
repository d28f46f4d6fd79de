import { ChunkDecoder } from './ChunkDecoder';
import type { Emit } from './Decoder';
import { FrameSizeError } from './FrameSizeError';
import { TruncatedFrameError } from './TruncatedFrameError';

/** How large a frame may be, and what happens to a larger one. */
export interface SizeLimit {
  readonly option: 'maxLength' | 'maxFrameLength';
  readonly limit: number;
  /** Throws, or has the frame skipped. */
  readonly oversized: (error: FrameSizeError) => void;
}

/** Frames that begin with their size. */
export abstract class SizedDecoder extends ChunkDecoder<Buffer> {
  /** Of the frame that was measured last: its size, header and all, and how much of that is limited. */
  protected size = 0;
  protected length = 0;
  /** The pieces are of a frame that has been measured. */
  private isMeasured = false;
  /** How many bytes are to come of a frame that is skipped. */
  private toSkip = 0;

  /**
   * @param least how many bytes a header has at least
   * @param most and at most
   */
  constructor(
    private readonly least: number,
    private readonly most: number,
    private readonly limit: SizeLimit,
  ) {
    super();
  }

  override get incomplete(): number {
    return this.toSkip > 0 ? this.size - this.toSkip : this.buffered;
  }

  /** Sets `size` and `length` of the frame that begins there, unless that takes more of its header. */
  protected abstract measure(bytes: Buffer, start: number): boolean;
  /** What is emitted of a frame that is complete. */
  protected abstract cut(bytes: Buffer, start: number, end: number): Buffer;

  protected decode(chunk: Buffer, emit: Emit<Buffer>): number {
    let start = this.skip(chunk, 0);
    if (this.pieces.length > 0) {
      if (!this.isMeasured && !this.measurePieces(chunk)) return chunk.length;
      if (this.toSkip > 0) start = this.skip(chunk, 0);
      else {
        start = this.size - this.pieces.length;
        const frame = this.complete(chunk, start);
        if (!frame) return chunk.length;
        if (emit(this.cut(frame, 0, this.size)) === false) return start;
      }
    }
    while (chunk.length - start >= this.least && this.check(chunk, start)) {
      const end = start + this.size;
      if (this.toSkip > 0) start = this.skip(chunk, start);
      else if (end > chunk.length) {
        this.isMeasured = true;
        break;
      } else {
        const goOn = emit(this.cut(chunk, start, end));
        start = end;
        if (goOn === false) return start;
      }
    }
    if (start < chunk.length) this.pieces.push(start === 0 ? chunk : chunk.subarray(start));
    return chunk.length;
  }

  protected finish(): void {
    const { isMeasured, pieces, size, toSkip } = this;
    if (toSkip > 0) throw new TruncatedFrameError(size - toSkip, size);
    if (pieces.length > 0)
      throw new TruncatedFrameError(pieces.length, isMeasured ? size : undefined);
  }

  protected forget(): void {
    this.isMeasured = false;
    this.toSkip = 0;
  }

  /** Measures a frame whose header is cut; all that there is of it becomes a piece when more is needed. */
  private measurePieces(chunk: Buffer): boolean {
    const { least, most, pieces } = this;
    const before = pieces.length;
    if (before + chunk.length < least) {
      pieces.push(chunk);
      return false;
    }
    const header = pieces.take(chunk.subarray(0, most - before));
    const isMeasured = this.check(header, 0);
    if (this.toSkip > 0) this.toSkip -= before;
    else pieces.push(isMeasured ? header.subarray(0, before) : header);
    return isMeasured;
  }

  /** The frame of the pieces and so many bytes of a chunk, which is kept when that has less. */
  private complete(chunk: Buffer, missing: number): Buffer | undefined {
    this.isMeasured = chunk.length < missing;
    if (!this.isMeasured) return this.pieces.take(chunk.subarray(0, missing));
    this.pieces.push(chunk);
    return undefined;
  }

  private check(bytes: Buffer, start: number): boolean {
    if (!this.measure(bytes, start)) return false;
    const { length, limit } = this;
    if (length > limit.limit) {
      limit.oversized(new FrameSizeError(limit.option, limit.limit, length));
      this.toSkip = this.size;
    }
    return true;
  }

  private skip(chunk: Buffer, start: number): number {
    const skipped = Math.min(this.toSkip, chunk.length - start);
    this.toSkip -= skipped;
    return start + skipped;
  }
}
