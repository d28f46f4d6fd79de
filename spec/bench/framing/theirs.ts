import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Duplex, Readable } from 'node:stream';
import type { LengthDecoder, Rivals } from './rivals';
import type { Side } from './Side';

type Sides = Readonly<Record<string, Side>>;

/** What others make of the same, by the kind of frames: used as their docs say, or faster where those allow it. */
export function theirs(
  rivals: Rivals | undefined,
): Readonly<Record<'strings' | 'buffers' | 'lengths' | 'varints', Sides>> {
  const strings = { readline };
  if (!rivals) return { strings, buffers: {}, lengths: {}, varints: {} };
  const { binarySplit, itLengthPrefixed, lengthPrefixedStream, split2 } = rivals;
  return {
    strings: { ...strings, split2: piped(split2) },
    buffers: { 'binary-split': piped(binarySplit) },
    lengths: {
      'it-length-prefixed': (chunks, take) => {
        for (const frame of itLengthPrefixed(chunks, { lengthDecoder })) take(frame.subarray());
      },
    },
    varints: {
      // Its docs have `for await` and `slice`, which cost more. What it makes are lists of parts: without making each one of
      // it, as all others do, it would do less than half of the work.
      'it-length-prefixed': (chunks, take) => {
        for (const frame of itLengthPrefixed(chunks)) take(frame.subarray());
      },
      'length-prefixed-stream': piped(lengthPrefixedStream),
    },
  };
}

const lengthDecoder: LengthDecoder = Object.assign(
  (begin: Parameters<LengthDecoder>[0]) => begin.getUint32(0),
  { bytes: 4 },
);

const readline: Side = (chunks, take) =>
  once(createInterface({ input: streamOf(chunks), crlfDelay: Infinity }).on('line', take), 'close');

function piped(decoder: () => Duplex): Side {
  return (chunks, take) => once(streamOf(chunks).pipe(decoder()).on('data', take), 'end');
}

function streamOf(chunks: readonly Buffer[]): Readable {
  let next = 0;
  return new Readable({
    read() {
      this.push(chunks[next++] ?? null);
    },
  });
}
