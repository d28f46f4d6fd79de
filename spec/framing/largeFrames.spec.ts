import * as fc from 'fast-check';
import {
  type Codec,
  delimited,
  fixed,
  lengthPrefixed,
  lines,
  netstrings,
  octetCounted,
  varintPrefixed,
} from 'rxjs-sockets';
import { pattern } from '../support/pattern';

/** Around where chunks are kept as they came, where a slab is full, and as large as a chunk of Node's. */
const size = fc.oneof(
  fc.nat({ max: 10 }),
  fc.integer({ min: 4_090, max: 4_100 }),
  fc.integer({ min: 65_530, max: 65_540 }),
  fc.nat({ max: 200_000 }),
);
const sizes = fc.array(size, { minLength: 1, maxLength: 3 });
const noLimit = { maxLength: 0 } as const;
const SIZE = 70_000;

// Neither ends one of these within the pattern, nor does its beginning.
const text = Buffer.from(pattern.subarray(0, 200_000).toString('hex'));

const codecs: [string, Codec<Buffer, Uint8Array>, Buffer][] = [
  ['lines', lines({ ...noLimit, encoding: 'buffer' }), text],
  ['delimited', delimited({ ...noLimit, delimiter: 'END' }), text],
  ['lengthPrefixed', lengthPrefixed({ maxFrameLength: 0 }), pattern],
  ['varintPrefixed', varintPrefixed(noLimit), pattern],
  ['octetCounted', octetCounted(noLimit), pattern],
  ['netstrings', netstrings(noLimit), pattern],
  ['fixed', fixed(SIZE), pattern],
];

it.each(codecs)('%s make large frames, too, of chunks of any size', (name, codec, content) => {
  fc.assert(
    fc.property(sizes, fc.infiniteStream(size), (lengths, cuts) => {
      // Each frame is of another place, so that none is taken for another.
      const frames = lengths.map((length, at) =>
        content.subarray(at * 1_000, at * 1_000 + (name === 'fixed' ? SIZE : length + 1)),
      );
      const bytes = Buffer.concat(frames.flatMap((frame) => codec.encode(frame)));
      const decoder = codec.decoder();
      const decoded: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        if (at >= bytes.length) break;
        decoder.push(bytes.subarray(at, (at += cut)), (frame) => void decoded.push(frame));
      }
      decoder.end(() => undefined);
      expect(decoded).toHaveLength(frames.length);
      expect(decoded.every((frame, index) => frame.equals(frames[index]!))).toBe(true);
    }),
    { numRuns: process.env.DEEP ? 10_000 : 1_000 },
  );
});
