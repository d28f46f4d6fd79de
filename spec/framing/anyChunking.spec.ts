import * as fc from 'fast-check';
import {
  type Codec,
  delimited,
  fixed,
  type Framing,
  type FrameSizeError,
  jsonLines,
  jsonObjects,
  lengthPrefixed,
  type LengthPrefixedOptions,
  lines,
  netstrings,
  octetCounted,
  type Oversize,
  raw,
  switchDecoder,
  varintPrefixed,
} from 'rxjs-sockets';
import { chunkings, everyCut } from '../support/chunkings';
import { type Decoded, decode, told } from '../support/decode';

/** `npm run test:deep` asks for more. */
const RUNS = Number(process.env.DEEP_RUNS ?? 1_000);

/** What a framing does with a frame that is too large; what is skipped is told in its place. */
type Way = 'fail' | 'skip' | 'tell';
const ways = fc.constantFrom<Way>('fail', 'skip', 'tell');

/** A framing under test, and bytes that come near to frames of it. */
interface Subject {
  readonly framing: (onOversize: Oversize) => Framing<unknown>;
  readonly bytes: fc.Arbitrary<Buffer>;
}

const limit = fc.constantFrom(0, 1, 2, 5, 10);
const text = (...parts: string[]): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.oneof(...parts.map((part) => fc.constant(part)), fc.string({ maxLength: 3 })))
    .map((all) => Buffer.from(all.join('')));
const mixed = (...parts: (string | Buffer)[]): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.oneof(
        ...parts.map((part) => fc.constant(Buffer.from(part as string, 'latin1'))),
        fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
      ),
    )
    .map((all) => Buffer.concat(all));

/** Frames, one after the other, some of them too large, and now and then what is none. */
const stream = (...parts: fc.Arbitrary<Buffer>[]): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.oneof({ arbitrary: parts[0]!, weight: 5 }, ...parts.slice(1)), { maxLength: 6 })
    .map((all) => Buffer.concat(all));
/** What can be encoded of payloads of all sizes. */
const encoded = (codec: Codec<unknown, Uint8Array>): fc.Arbitrary<Buffer> =>
  fc.nat({ max: 30 }).map((size) => {
    try {
      return Buffer.concat(codec.encode(Buffer.alloc(size, 'payload')));
    } catch {
      return Buffer.alloc(0);
    }
  });

const lineBytes = mixed('\n', '\r\n', '\r', 'abcd', 'ü', '\u00e2\u0082');
const jsonBytes = text(
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ':',
  ',',
  ' ',
  '\n',
  '12',
  '{"a":1}',
  '[[]]',
  'null',
  '"b"',
);

const someLength: fc.Arbitrary<LengthPrefixedOptions> = fc.record(
  {
    lengthBytes: fc.integer({ min: 1, max: 8 }),
    endian: fc.constantFrom('big', 'little'),
    offset: fc.nat({ max: 3 }),
    adjustment: fc.integer({ min: -6, max: 3 }),
    includesHeader: fc.boolean(),
    strip: fc.nat({ max: 6 }),
    maxFrameLength: fc.constantFrom(0, 4, 12, 40),
  },
  { requiredKeys: [] },
);

const subjects: Record<string, fc.Arbitrary<Subject>> = {
  lines: fc
    .record({
      maxLength: limit,
      encoding: fc.constantFrom('utf8', 'buffer'),
      strict: fc.boolean(),
      allowUnterminated: fc.boolean(),
    })
    .map((options) => ({
      framing: (onOversize) => lines({ ...options, onOversize } as never),
      bytes: lineBytes,
    })),
  delimited: fc
    .record({
      delimiter: fc.constantFrom('\0', 'ab', 'aab', 'abab', 'aaaa', 'abcabd'),
      maxLength: limit,
      allowUnterminated: fc.boolean(),
    })
    .map((options) => ({
      framing: (onOversize) => delimited({ ...options, onOversize }),
      bytes: text('a', 'ab', 'aab', 'abc', 'd', options.delimiter),
    })),
  lengthPrefixed: someLength.map((options) => ({
    framing: (onOversize) => lengthPrefixed({ ...options, onOversize }),
    bytes: stream(
      encoded(lengthPrefixed({ ...options, maxFrameLength: 0 })),
      mixed('\0', '\u0001', 'payload'),
    ),
  })),
  varintPrefixed: limit.map((maxLength) => ({
    framing: (onOversize) => varintPrefixed({ maxLength, onOversize }),
    bytes: stream(
      encoded(varintPrefixed()),
      mixed('\0', '\u0001', '\u0005', '\u0085\u0001', '\u0080', '\u0081\0', 'x'.repeat(20)),
    ),
  })),
  octetCounted: limit.map((maxLength) => ({
    framing: (onOversize) => octetCounted({ maxLength, onOversize }),
    bytes: stream(
      encoded(octetCounted()),
      mixed('1 a', '3 abc', '12 ', '0', ' ', '99999999999999999', 'abcdefghij'),
    ),
  })),
  netstrings: limit.map((maxLength) => ({
    framing: (onOversize) => netstrings({ maxLength, onOversize }),
    bytes: stream(
      encoded(netstrings()),
      mixed('0:,', '3:abc,', '12:abcdefghijkl,', '1:', ',', '00:', 'abc'),
    ),
  })),
  jsonLines: fc.record({ maxLength: limit, allowPrototypeKeys: fc.boolean() }).map((options) => ({
    framing: (onOversize) => jsonLines({ ...options, onOversize }),
    bytes: text('\n', '\r\n', '{"a":1}\n', '12\n', '{"__proto__":1}\n', '"\\u005f', ' '),
  })),
  jsonObjects: limit.map((maxLength) => ({
    framing: (onOversize) => jsonObjects({ maxLength, onOversize }),
    bytes: jsonBytes,
  })),
  fixed: fc.integer({ min: 1, max: 5 }).map((size) => ({
    framing: () => fixed(size),
    bytes: mixed('abc'),
  })),
  switchDecoder: limit.map((maxLength) => ({
    framing: (onOversize) =>
      switchDecoder(lines({ maxLength, onOversize }), (line) =>
        line === 'json' ? jsonObjects({ onOversize }) : line === '' ? netstrings() : undefined,
      ),
    bytes: mixed('json\n', '\n', '12 ', '{"a":[1]}', '3:abc,', 'some\n'),
  })),
};

/** Decodes to the end, with what was skipped in its place among the frames. */
function run(framing: Subject['framing'], way: Way, chunks: readonly Buffer[]): Decoded {
  const skipped: unknown[] = [];
  const tell = (error: FrameSizeError): void => void skipped.push(told(error));
  const decoded = decode(framing(way === 'tell' ? tell : way).decoder(), chunks);
  return { ...decoded, frames: [...decoded.frames, ...skipped] };
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
        expect(run(framing, way, chunks)).toEqual(expected);
        for (const cut of everyCut(all)) expect(run(framing, way, cut)).toEqual(expected);
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
        expect(rest).toEqual(all.subarray(all.length - buffered));
        expect(decoder.buffered).toBe(0);
      }),
      { numRuns: RUNS },
    );
  });

  it('can be stopped behind any frame, and gives the others later', () => {
    fc.assert(
      fc.property(trial, fc.infiniteStream(fc.boolean()), ({ framing, way, chunks }, stops) => {
        const expected = run(framing, way, chunks);
        const skipped: unknown[] = [];
        const tell = (error: FrameSizeError): void => void skipped.push(told(error));
        const decoder = framing(way === 'tell' ? tell : way).decoder();
        const each = stops[Symbol.iterator]();
        const stopping = {
          push: (chunk: Buffer, emit: (frame: unknown) => unknown) => {
            decoder.push(chunk, (frame) => {
              emit(frame);
              return each.next().value as boolean;
            });
          },
          end: (emit: (frame: unknown) => unknown) => decoder.end(emit),
          buffered: 0,
          reset: () => decoder.reset(),
        };
        const decoded = decode(stopping, chunks);
        expect({ ...decoded, frames: [...decoded.frames, ...skipped] }).toEqual(expected);
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
      expect(decode(codec.decoder(), chunks)).toEqual({ frames: expected });
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
