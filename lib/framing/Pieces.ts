const EMPTY: Buffer = Buffer.alloc(0);
/** Chunks below this are copied together: kept as they came, single bytes would each cost a hundred times their size. */
const SMALL = 4_096;
const SMALLEST_SLAB = 64;
const LARGEST_SLAB = 2 * SMALL;
/** What a first chunk may be a part of, however small a part that is: as much as Node reads at once. */
const CHUNK = 65_536;

/**
 * The parts of a frame that isn't complete. Large ones are kept as they came and copied once, when it is; small ones are
 * gathered. What is kept is twice the size of the parts at most, but for 64 KiB that the first may be a part of.
 */
export class Pieces {
  /** How many bytes there are. */
  length = 0;
  private readonly whole: Buffer[] = [];
  private slab = EMPTY;
  private used = 0;

  push(bytes: Buffer): void {
    const { length, buffer } = bytes;
    const pinned = this.length === 0 ? Math.max(CHUNK, 2 * length) : 2 * length;
    if (length >= SMALL && buffer.byteLength <= pinned) {
      this.seal();
      this.whole.push(bytes);
    } else if (length > 0) this.gather(bytes);
    this.length += length;
  }

  /** All of them and some more in one, which is the caller's. */
  take(last = EMPTY): Buffer {
    const { slab, used, whole } = this;
    const length = this.length + last.length;
    if (whole.length === 0 && slab.length >= length) {
      slab.set(last, used);
      this.clear();
      return slab.subarray(0, length);
    }
    this.seal();
    whole.push(last);
    const all = Buffer.concat(whole, length);
    this.clear();
    return all;
  }

  clear(): void {
    this.whole.length = 0;
    this.length = this.used = 0;
    this.slab = EMPTY;
  }

  private gather(bytes: Buffer): void {
    const room = this.slab.length - this.used;
    if (bytes.length > room) {
      // What there is of this one is filled first, so that none stays half empty.
      if (room > 0) this.fill(bytes.subarray(0, room));
      this.seal();
      const size = Math.min(Math.max(SMALLEST_SLAB, this.length), LARGEST_SLAB);
      this.slab = Buffer.allocUnsafeSlow(Math.max(size, bytes.length - room));
    }
    this.fill(bytes.length > room ? bytes.subarray(room) : bytes);
  }

  private fill(bytes: Buffer): void {
    if (bytes.length === 1) this.slab[this.used] = bytes[0] ?? 0;
    else this.slab.set(bytes, this.used);
    this.used += bytes.length;
  }

  private seal(): void {
    const { slab, used } = this;
    // One that is mostly empty would stay as large as it is.
    if (used > 0)
      this.whole.push(2 * used < slab.length ? copyOf(slab, used) : slab.subarray(0, used));
    this.slab = EMPTY;
    this.used = 0;
  }
}

function copyOf(slab: Buffer, length: number): Buffer {
  const copy = Buffer.allocUnsafeSlow(length);
  slab.copy(copy);
  return copy;
}
