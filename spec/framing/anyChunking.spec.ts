import { deepStrictEqual } from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  type Codec,
  delimited,
  fixed,
  jsonLines,
  jsonObjects,
  lengthPrefixed,
  lines,
  netstrings,
  octetCounted,
  raw,
  varintPrefixed,
} from 'rxjs-sockets';
import type { Decoder } from '../../lib/framing/Decoder';
import { allAtOnce, checkTrial } from '../support/checkTrial';
import { everyCut } from '../support/chunkings';
import { decode } from '../support/decode';
import { subjects } from '../support/framings';
import { framingTrials } from '../support/FramingTrial';
import { type Driven, runTrial } from '../support/runTrial';

/** `npm run test:deep` asks for more. */
const RUNS = process.env.DEEP ? 100_000 : 1_000;
jest.setTimeout(RUNS * 30);

/** Stops a decoder behind some frames. */
function stopping(decoder: Decoder<unknown>, stops: Iterator<boolean>): Driven {
  return {
    push: (chunk, emit) => {
      decoder.push(chunk, (frame) => {
        emit(frame);
        return stops.next().value as boolean;
      });
    },
    end: (emit) => decoder.end(emit),
  };
}

describe.each(Object.keys(subjects))('%s', (name) => {
  const trials = framingTrials(name);
  const numRuns = RUNS;

  it('gives the same frames and the same first error however the bytes are cut', () => {
    fc.assert(
      fc.property(trials, (trial) => {
        const expected = allAtOnce(trial);
        for (const chunks of everyCut(trial.chunks)) checkTrial({ ...trial, chunks }, expected);
      }),
      { numRuns },
    );
  });

  it('keeps no more than it says, and gives it back', () => {
    fc.assert(
      fc.property(trials, ({ chunks, options }) => {
        const decoder = subjects[name]!.make({ ...options, onOversize: 'fail' }).decoder();
        try {
          for (const chunk of chunks) decoder.push(chunk, () => undefined);
        } catch {
          return;
        }
        const { buffered } = decoder;
        const rest = decoder.reset();
        const all = Buffer.concat(chunks);
        expect(rest).toHaveLength(buffered);
        expect(rest.equals(all.subarray(all.length - buffered))).toBe(true);
        expect(decoder.buffered).toBe(0);
      }),
      { numRuns },
    );
  });

  it('can be stopped behind any frame, and gives the others later', () => {
    fc.assert(
      fc.property(trials, fc.infiniteStream(fc.boolean()), (trial, stops) => {
        const stopped = runTrial(trial, trial.chunks, (decoder) =>
          stopping(decoder, stops[Symbol.iterator]()),
        );
        deepStrictEqual(stopped, runTrial(trial));
      }),
      { numRuns },
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
