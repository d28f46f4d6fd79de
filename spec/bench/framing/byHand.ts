import type { Take } from './Side';

/** Takes the next chunk of a stream. */
export type Push = (chunk: Buffer, take: Take) => void;

const LF = 10;
const EMPTY: Buffer = Buffer.alloc(0);

/** What one writes with care who needs no more than that: no limit, nothing but LF, nothing to stop it. */
export const byHand = {
  strings: inLoop(toLf, (bytes, from, take) => {
    let start = from;
    for (let end; (end = bytes.indexOf(LF, start)) >= 0; start = end + 1)
      take(bytes.toString('utf8', start, end));
    return start;
  }),
  buffers: inLoop(toLf, (bytes, from, take) => {
    let start = from;
    for (let end; (end = bytes.indexOf(LF, start)) >= 0; start = end + 1)
      take(bytes.subarray(start, end));
    return start;
  }),
  lengths: inLoop(
    (rest, chunk) => {
      const header = Buffer.concat([rest.subarray(0, 4), chunk.subarray(0, 4)]);
      return header.length < 4 ? Infinity : 4 + header.readUInt32BE(0) - rest.length;
    },
    (bytes, from, take) => {
      let start = from;
      while (bytes.length - start >= 4) {
        const end = start + 4 + bytes.readUInt32BE(start);
        if (end > bytes.length) break;
        take(bytes.subarray(start + 4, end));
        start = end;
      }
      return start;
    },
  ),
  varints: inLoop(
    (rest, chunk) => {
      const header = Buffer.concat([rest.subarray(0, 4), chunk.subarray(0, 4)]);
      for (let i = 0, length = 0; i < header.length; i++) {
        length |= (header[i]! & 127) << (7 * i);
        if (header[i]! < 128) return i + 1 + length - rest.length;
      }
      return Infinity;
    },
    (bytes, from, take) => {
      for (let start = from; ;) {
        let [at, length, shift, byte] = [start, 0, 0, 128];
        for (; byte >= 128 && at < bytes.length; shift += 7) {
          byte = bytes[at++]!;
          length |= (byte & 127) << shift;
        }
        if (byte >= 128 || at + length > bytes.length) return start;
        start = at + length;
        take(bytes.subarray(at, start));
      }
    },
  ),
};

function toLf(_rest: Buffer, chunk: Buffer): number {
  const found = chunk.indexOf(LF);
  return found < 0 ? Infinity : found + 1;
}

/**
 * Copies nothing but a frame that is cut: `missing` says how many bytes of the chunk belong to the one that began before.
 * `loop` takes the frames that are whole and returns where the next one begins.
 */
function inLoop(
  missing: (rest: Buffer, chunk: Buffer) => number,
  loop: (bytes: Buffer, from: number, take: Take) => number,
): () => Push {
  return () => {
    let rest = EMPTY;
    return (chunk, take) => {
      let from = 0;
      if (rest.length > 0) {
        from = missing(rest, chunk);
        rest = Buffer.concat([rest, chunk.subarray(0, from)]);
        if (from > chunk.length) return;
        loop(rest, 0, take);
      }
      rest = chunk.subarray(loop(chunk, from, take));
    };
  };
}
