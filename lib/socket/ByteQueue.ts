const EMPTY = Buffer.alloc(0);
const SMALL = 1024;
const LARGEST_SLAB = 65_536;

/**
 * Bytes that have to wait, in order. Small chunks are gathered in slabs: kept as they came, single bytes would each cost a
 * hundred times their size.
 */
export class ByteQueue {
  /** How many bytes wait. */
  length = 0;
  private readonly chunks: Buffer[] = [];
  /** What the last chunk is a part of, when that is a slab of ours. */
  private slab: Buffer | undefined;
  private used = 0;

  push(chunk: Buffer): void {
    const lone = this.length === 0;
    this.length += chunk.length;
    if (this.slab && this.slab.length - this.used >= chunk.length) this.append(this.slab, chunk);
    else if (lone || chunk.length >= SMALL) {
      this.slab = undefined;
      this.chunks.push(chunk);
    } else {
      this.slab = Buffer.allocUnsafeSlow(Math.min(Math.max(SMALL, this.length), LARGEST_SLAB));
      this.used = 0;
      this.chunks.push(this.slab);
      this.append(this.slab, chunk);
    }
  }

  /** The oldest bytes. */
  shift(): Buffer {
    const chunk = this.chunks.shift() ?? EMPTY;
    this.length -= chunk.length;
    if (this.chunks.length === 0) this.slab = undefined;
    return chunk;
  }

  /** Puts bytes back that are older than all that wait. */
  unshift(chunk: Buffer): void {
    this.chunks.unshift(chunk);
    this.length += chunk.length;
  }

  clear(): void {
    this.chunks.length = 0;
    this.length = 0;
    this.slab = undefined;
  }

  private append(slab: Buffer, chunk: Buffer): void {
    slab.set(chunk, this.used);
    this.used += chunk.length;
    this.chunks[this.chunks.length - 1] = slab.subarray(0, this.used);
  }
}
