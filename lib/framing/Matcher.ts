import type { Scanner } from './Scanner';

/** In less than this it takes longer to have Node search than to look at each byte. */
const SHORT = 16;

/**
 * Finds a delimiter in chunks, wherever those were cut, and looks at each byte once: what a chunk ends with that may be the
 * beginning of a delimiter is remembered as in the algorithm of Knuth, Morris and Pratt.
 */
export class Matcher implements Scanner {
  /** How many bytes of the delimiter the last chunk ended with. */
  private matched = 0;
  /** For each length of a part that matched, the longest shorter one that matches as well. */
  private readonly shorter: readonly number[];

  /** The delimiter; a single byte is found faster as a number. */
  private readonly needle: Buffer | number;

  constructor(private readonly delimiter: Buffer) {
    const shorter = [0];
    for (let i = 1, length = 0; i < delimiter.length; i++) {
      while (length > 0 && delimiter[i] !== delimiter[length]) length = shorter[length - 1] ?? 0;
      if (delimiter[i] === delimiter[length]) length++;
      shorter.push(length);
    }
    this.shorter = shorter;
    const [first = 0] = delimiter;
    this.needle = delimiter.length === 1 ? first : delimiter;
  }

  begin(_chunk: Buffer, from: number): number {
    return from;
  }

  end(chunk: Buffer, from: number): number {
    const { delimiter } = this;
    const isShort = chunk.length - from < SHORT;
    let at = from;
    while (at < chunk.length && (isShort || this.matched > 0))
      if (this.isMatchedBy(chunk[at++])) return at;
    if (at < chunk.length) {
      const found = chunk.indexOf(this.needle, at);
      if (found >= 0) return found + delimiter.length;
    }
    at = Math.max(at, chunk.length - delimiter.length + 1);
    while (at < chunk.length) this.isMatchedBy(chunk[at++]);
    return -1;
  }

  reset(): void {
    this.matched = 0;
  }

  private isMatchedBy(byte: number | undefined): boolean {
    const { delimiter, shorter } = this;
    while (this.matched > 0 && byte !== delimiter[this.matched])
      this.matched = shorter[this.matched - 1] ?? 0;
    if (byte === delimiter[this.matched]) this.matched++;
    if (this.matched < delimiter.length) return false;
    this.matched = 0;
    return true;
  }
}
