import { deepStrictEqual } from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type Codec,
  delimited,
  fixed,
  type FrameSizeError,
  jsonLines,
  jsonObjects,
  lengthPrefixed,
  lines,
  netstrings,
  octetCounted,
  raw,
  varintPrefixed,
} from 'rxjs-sockets';
import type { Decoder, Emit } from '../../lib/framing/Decoder';
import { chunkings, everyCut } from '../support/chunkings';
import { type Decoded, decode, told } from '../support/decode';
import { type Subject, subjects } from '../support/framings';

/** `npm run test:deep` asks for more. */
const RUNS = Number(process.env.DEEP_RUNS ?? 1_000);

/** What a framing does with a frame that is too large; what is skipped is told in its place. */
type Way = 'fail' | 'skip' | 'tell';
const ways = fc.constantFrom<Way>('fail', 'skip', 'tell');

/** Decodes to the end, in a way of its own if need be. */
function run(
  framing: Subject['framing'],
  way: Way,
  chunks: readonly Buffer[],
  by = (decoder: Decoder<unknown>): Pick<Decoder<unknown>, 'push' | 'end'> => decoder,
): Decoded {
  const frames: unknown[] = [];
  const tell = (error: FrameSizeError): void => void frames.push(told(error));
  return decode(by(framing(way === 'tell' ? tell : way).decoder()), chunks, frames);
}

/** Stops a decoder behind some frames. */
function stopping<T>(
  decoder: Decoder<T>,
  stops: Iterator<boolean>,
): Pick<Decoder<T>, 'push' | 'end'> {
  const stoppingAt = (emit: Emit<T>): Emit<T> => {
    return (frame) => {
      emit(frame);
      return !stops.next().value;
    };
  };
  return {
    push: (chunk, emit) => decoder.push(chunk, stoppingAt(emit)),
    end: (emit) => decoder.end(emit),
  };
}

describe.each(Object.entries(subjects))('%s', (_, subject) => {
  const trial = subject.chain(({ bytes, framing }) =>
    fc.record({ framing: fc.constant(framing), way: ways, chunks: bytes.chain(chunkings) }),
  );

  it('gives the same frames and the same first error however the bytes are cut', () => {
    fc.assert(
      fc.property(trial, ({ framing, way, chunks }) => {
        const all = Buffer.concat(chunks);
        const expected = run(framing, way, [all]);
        deepStrictEqual(run(framing, way, chunks), expected);
        for (const cut of everyCut(all)) deepStrictEqual(run(framing, way, cut), expected);
      }),
      { numRuns: RUNS },
    );
  });

  it('keeps no more than it says, and gives it back', () => {
    fc.assert(
      fc.property(trial, ({ framing, chunks }) => {
        const decoder = framing('fail').decoder();
        const all = Buffer.concat(chunks);
        try {
          for (const chunk of chunks) decoder.push(chunk, () => undefined);
        } catch {
          return;
        }
        const { buffered } = decoder;
        const rest = decoder.reset();
        expect(rest).toHaveLength(buffered);
        expect(rest.equals(all.subarray(all.length - buffered))).toBe(true);
        expect(decoder.buffered).toBe(0);
      }),
      { numRuns: RUNS },
    );
  });

  it('can be stopped behind any frame, and gives the others later', () => {
    fc.assert(
      fc.property(trial, fc.infiniteStream(fc.boolean()), ({ framing, way, chunks }, stops) => {
        const stopped = run(framing, way, chunks, (decoder) =>
          stopping(decoder, stops[Symbol.iterator]()),
        );
        deepStrictEqual(stopped, run(framing, way, chunks));
      }),
      { numRuns: RUNS },
    );
  });
});

const payload = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));
const line = fc.string({ unit: 'grapheme' }).filter((one) => !/\n|\r$/.test(one));

const roundTrips: [string, Codec<unknown, never>, fc.Arbitrary<unknown>][] = [
  ['lines', lines(), line],
  ['lines with CRLF', lines({ eol: '\r\n' }), line],
  ['lines of bytes', lines({ encoding: 'buffer' }), line.map((one) => Buffer.from(one))],
  [
    'delimited',
    delimited({ delimiter: 'aab' }),
    payload.filter((one) => !/aab|aa$|a$/.test(one.toString('latin1'))),
  ],
  ['lengthPrefixed', lengthPrefixed(), payload],
  ['lengthPrefixed in one byte', lengthPrefixed({ lengthBytes: 1 }), payload],
  ['lengthPrefixed in eight', lengthPrefixed({ lengthBytes: 8, endian: 'little' }), payload],
  [
    'lengthPrefixed with all',
    lengthPrefixed({
      lengthBytes: 3,
      offset: 2,
      adjustment: -2,
      includesHeader: true,
      endian: 'little',
    }),
    payload,
  ],
  [
    'varintPrefixed',
    varintPrefixed(),
    fc.oneof(
      payload,
      fc.nat({ max: 40_000 }).map((size) => Buffer.alloc(size, 'x')),
    ),
  ],
  ['octetCounted', octetCounted(), payload.filter(({ length }) => length > 0)],
  ['netstrings', netstrings(), payload],
  ['jsonLines', jsonLines(), json],
  ['jsonObjects', jsonObjects(), json],
  [
    'fixed',
    fixed(3),
    fc.uint8Array({ minLength: 3, maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
  ],
];

it.each(roundTrips)('%s decodes what it has encoded', (_, codec, frame) => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.nat({ max: 9 }), (frames, size) => {
      const parts = frames.flatMap((one) => codec.encode(one as never));
      const bytes = Buffer.concat(parts);
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size + 1)
        chunks.push(bytes.subarray(at, at + size + 1));
      const expected = frames.map((one) =>
        Buffer.isBuffer(one) ? one.toString('latin1') : normal(one),
      );
      deepStrictEqual(decode(codec.decoder(), chunks), { frames: expected });
    }),
    { numRuns: RUNS },
  );
});

it('raw passes chunks on', () => {
  expect(decode(raw().decoder(), [Buffer.from('ab'), Buffer.from('c')])).toEqual({
    frames: ['ab', 'c'],
  });
});

/** What JSON makes of a value: -0 is 0. */
function normal(value: unknown): unknown {
  return typeof value === 'string' ? value : (JSON.parse(JSON.stringify(value)) as unknown);
}
