/** Frames of the same kind one after the other, cut into chunks. */
export interface StreamOfFrames {
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
  readonly frames: number;
  /** How many bytes all frames have in them. */
  readonly length: number;
}

/** As much as Node reads of a socket at a time. */
const CHUNK = 65_536;
const DISTINCT = 4 * 2 ** 20;
const TEXT = 'The quick brown fox jumps over the lazy dog. ';

/** Makes one of so many bytes at least, of frames of this size. What it is made of comes round again and again. */
export function streamOfFrames(
  encode: (body: Buffer) => Buffer,
  size: number,
  bytes: number,
): StreamOfFrames {
  const frame = encode(Buffer.alloc(size, TEXT));
  const count = Math.floor(DISTINCT / frame.length);
  const all = Buffer.concat(Array.from({ length: count }, () => frame));
  const distinct: Buffer[] = [];
  for (let at = 0; at < all.length; at += CHUNK) distinct.push(chunkOf(all, at));
  const rounds = Math.ceil(bytes / all.length);
  return {
    chunks: Array.from({ length: rounds }, () => distinct).flat(),
    bytes: rounds * all.length,
    frames: rounds * count,
    length: rounds * count * size,
  };
}

/** In memory of its own, as each that comes of a socket: decoders may keep such a one as it is. */
function chunkOf(all: Buffer, at: number): Buffer {
  const bytes = all.subarray(at, at + CHUNK);
  const chunk = Buffer.allocUnsafeSlow(bytes.length);
  chunk.set(bytes);
  return chunk;
}
