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
  /** More than this without an end is too much, for the last bytes may belong to a delimiter. */
  private readonly most: number;
  private number = 0;
  /** Bytes so far of a frame that is skipped. */
  private skipped = 0;

  constructor(private readonly rules: ScanningRules<T>) {
    super();
    const { delimiterLength, maxLength, scanner, trimsCr } = rules;
    this.scanner = scanner();
    this.most = maxLength + Math.max(0, delimiterLength - 1) + Number(trimsCr);
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
      const goOn = isWhole
        ? this.cut(chunk, start, end, emit)
        : this.cutPieces(chunk.subarray(start, end), emit);
      if (goOn === false) return end;
      start = scanner.begin(chunk, end);
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
  }

  private cut(bytes: Buffer, start: number, end: number, emit: Emit<T>): unknown {
    return this.trim(bytes, start, end - this.rules.delimiterLength, emit);
  }

  private cutPieces(rest: Buffer, emit: Emit<T>): unknown {
    if (this.skipped > 0) {
      this.skipped = 0;
      return undefined;
    }
    const bytes = this.pieces.take(rest);
    return this.cut(bytes, 0, bytes.length, emit);
  }

  private trim(bytes: Buffer, start: number, end: number, emit: Emit<T>): unknown {
    const isCr = this.rules.trimsCr && end > start && bytes[end - 1] === CR;
    return this.emit(bytes, start, isCr ? end - 1 : end, emit);
  }

  private emit(bytes: Buffer, start: number, end: number, emit: Emit<T>): unknown {
    const { ignores, make, maxLength } = this.rules;
    this.number++;
    if (end - start > maxLength) {
      this.oversized();
      return undefined;
    }
    if (ignores?.(bytes, start, end)) return undefined;
    return emit(make(bytes, start, end, this.number));
  }

  private keep(bytes: Buffer): void {
    const { most, pieces } = this;
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
