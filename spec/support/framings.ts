import * as fc from 'fast-check';
import {
  type Codec,
  delimited,
  fixed,
  type Framing,
  jsonLines,
  jsonObjects,
  lengthPrefixed,
  type LengthPrefixedOptions,
  lines,
  netstrings,
  octetCounted,
  type Oversize,
  switchDecoder,
  varintPrefixed,
} from 'rxjs-sockets';

/** A framing under test, and bytes that come near to frames of it. */
export interface Subject {
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

/** Every framing with all of its options, by its name. */
export const subjects: Readonly<Record<string, fc.Arbitrary<Subject>>> = {
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
