import { ChunkDecoder } from './ChunkDecoder';
import type { Emit } from './Decoder';
import { FrameSizeError } from './FrameSizeError';
import type { Scanner } from './Scanner';
import { TruncatedFrameError } from './TruncatedFrameError';

/** What a {@link ScanningDecoder} goes by. Sizes are in bytes. */
export interface ScanningRules<T> {
  readonly scanner: () => Scanner;
  /** How many bytes at the end of each frame are its delimiter. */
  readonly delimiterLength: number;
  /** A CR before the delimiter is part of it. */
  readonly trimsCr: boolean;
  /** How large a frame may be, without its delimiter. */
  readonly maxLength: number;
  readonly allowUnterminated: boolean;
  /** Throws, or has the frame skipped. */
  readonly oversized: (error: FrameSizeError) => void;
  /** What is between two delimiters and yet no frame. */
  readonly ignores?: (bytes: Buffer, start: number, end: number) => boolean;
  /** Makes the frame of some bytes, whose number this is, from 1 on. */
  readonly make: (bytes: Buffer, start: number, end: number, number: number) => T;
}

const CR = 13;

/** Frames whose end is found by looking for it. */
export class ScanningDecoder<T> extends ChunkDecoder<T> {
  private readonly scanner: Scanner;
  protected number = 0;
  /** The last frame was one too many. */
  protected isStopped = false;
  /** Bytes so far of a frame that is skipped. */
  private skipped = 0;

  constructor(protected readonly rules: ScanningRules<T>) {
    super();
    this.scanner = rules.scanner();
  }

  override get incomplete(): number {
    return this.skipped > 0 ? this.skipped : this.buffered;
  }

  protected decode(chunk: Buffer, emit: Emit<T>): number {
    const { pieces, scanner } = this;
    let start = scanner.begin(chunk, 0);
    while (start < chunk.length) {
      const end = scanner.end(chunk, start);
      if (end < 0) {
        this.keep(start === 0 ? chunk : chunk.subarray(start));
        break;
      }
      const isWhole = pieces.length === 0 && this.skipped === 0;
      const behind = isWhole
        ? this.cutFrom(chunk, start, end, emit)
        : this.cutPieces(chunk, start, end, emit);
      if (this.isStopped) {
        this.isStopped = false;
        return behind;
      }
      start = scanner.begin(chunk, behind);
    }
    return chunk.length;
  }

  protected finish(emit: Emit<T>): void {
    const { pieces, rules, scanner, skipped } = this;
    const { length } = pieces;
    if (length + skipped === 0) return;
    if (!rules.allowUnterminated) throw new TruncatedFrameError(length + skipped);
    scanner.reset();
    this.skipped = 0;
    if (skipped === 0) this.trim(pieces.take(), 0, length, emit);
  }

  protected forget(): void {
    this.scanner.reset();
    this.number = this.skipped = 0;
    this.isStopped = false;
  }

  /** Emits a frame that is in there whole, or some from it on. Returns where the last one ends. */
  protected cutFrom(chunk: Buffer, start: number, end: number, emit: Emit<T>): number {
    this.trim(chunk, start, end - this.rules.delimiterLength, emit);
    return end;
  }

  protected give(frame: T, emit: Emit<T>): void {
    this.isStopped = emit(frame) === false;
  }

  private cutPieces(chunk: Buffer, start: number, end: number, emit: Emit<T>): number {
    if (this.skipped > 0) this.skipped = 0;
    else {
      const bytes = this.pieces.take(chunk.subarray(start, end));
      this.trim(bytes, 0, bytes.length - this.rules.delimiterLength, emit);
    }
    return end;
  }

  private trim(bytes: Buffer, start: number, end: number, emit: Emit<T>): void {
    const isCr = this.rules.trimsCr && end > start && bytes[end - 1] === CR;
    this.emit(bytes, start, isCr ? end - 1 : end, emit);
  }

  private emit(bytes: Buffer, start: number, end: number, emit: Emit<T>): void {
    const { ignores, make, maxLength } = this.rules;
    this.number++;
    if (end - start > maxLength) this.oversized();
    else if (!ignores?.(bytes, start, end)) this.give(make(bytes, start, end, this.number), emit);
  }

  private keep(bytes: Buffer): void {
    const { pieces } = this;
    const { delimiterLength, maxLength, trimsCr } = this.rules;
    // The last bytes may belong to the delimiter.
    const isCr = trimsCr && bytes.at(-1) === CR;
    const most = maxLength + Math.max(0, delimiterLength - 1) + Number(isCr);
    const length = pieces.length + bytes.length;
    if (this.skipped > 0) this.skipped += bytes.length;
    else if (length <= most) pieces.push(bytes);
    else {
      pieces.clear();
      this.skipped = length;
      this.number++;
      this.oversized();
    }
  }

  private oversized(): void {
    const { maxLength, oversized } = this.rules;
    oversized(new FrameSizeError('maxLength', maxLength, undefined, this.number));
  }
}
