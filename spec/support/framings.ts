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

/** A framing under test: what makes it, which options it has, and bytes that come near to frames of it. */
export interface Subject<Options = object> {
  readonly make: (options: Options & { readonly onOversize: Oversize }) => Framing<unknown>;
  readonly options: fc.Arbitrary<Options>;
  readonly bytes: (options: Options) => fc.Arbitrary<Buffer>;
}

/** Beyond here nobody asks which options are whose. */
function subject<Options extends object>(of: Subject<Options>): Subject {
  return of as unknown as Subject;
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
    maxFrameLength: fc.constantFrom(0, 12, 20, 40),
  },
  { requiredKeys: [] },
);

const sized = fc.record({ maxLength: limit });

/** Every framing with all of its options, by its name. */
export const subjects: Readonly<Record<string, Subject>> = {
  lines: subject({
    make: (options) => lines(options as never),
    options: fc.record({
      maxLength: limit,
      encoding: fc.constantFrom('utf8', 'buffer'),
      strict: fc.boolean(),
      allowUnterminated: fc.boolean(),
    }),
    bytes: () => mixed('\n', '\r\n', '\r', 'abcd', 'ü', '\u00e2\u0082'),
  }),
  delimited: subject({
    make: delimited,
    options: fc.record({
      delimiter: fc.constantFrom('\0', 'ab', 'aab', 'abab', 'aaaa', 'abcabd'),
      maxLength: limit,
      allowUnterminated: fc.boolean(),
    }),
    bytes: ({ delimiter }) => text('a', 'ab', 'aab', 'abc', 'd', delimiter),
  }),
  lengthPrefixed: subject({
    make: lengthPrefixed,
    options: someLength,
    bytes: (options) =>
      stream(
        encoded(lengthPrefixed({ ...options, maxFrameLength: 0 })),
        mixed('\0', '\u0001', 'payload'),
      ),
  }),
  varintPrefixed: subject({
    make: varintPrefixed,
    options: sized,
    bytes: () =>
      stream(
        encoded(varintPrefixed()),
        mixed('\0', '\u0001', '\u0005', '\u0085\u0001', '\u0080', '\u0081\0', 'x'.repeat(20)),
      ),
  }),
  octetCounted: subject({
    make: octetCounted,
    options: sized,
    bytes: () =>
      stream(
        encoded(octetCounted()),
        mixed('1 a', '3 abc', '12 ', '0', ' ', '99999999999999999', 'abcdefghij'),
      ),
  }),
  netstrings: subject({
    make: netstrings,
    options: sized,
    bytes: () =>
      stream(
        encoded(netstrings()),
        mixed('0:,', '3:abc,', '12:abcdefghijkl,', '1:', ',', '00:', 'abc'),
      ),
  }),
  jsonLines: subject({
    make: jsonLines,
    options: fc.record({ maxLength: limit, allowPrototypeKeys: fc.boolean() }),
    bytes: () => text('\n', '\r\n', '{"a":1}\n', '12\n', '{"__proto__":1}\n', '"\\u005f', ' '),
  }),
  jsonObjects: subject({
    make: jsonObjects,
    options: sized,
    bytes: () => jsonBytes,
  }),
  fixed: subject({
    make: ({ maxLength }) => fixed(maxLength),
    options: fc.record({ maxLength: fc.integer({ min: 1, max: 5 }) }),
    bytes: () => mixed('abc'),
  }),
  switchDecoder: subject({
    make: (options) =>
      switchDecoder(lines(options), (line) =>
        line === 'json' ? jsonObjects(options) : line === '' ? netstrings(options) : undefined,
      ),
    options: sized,
    bytes: () => mixed('json\n', '\n', '12 ', '{"a":[1]}', '3:abc,', 'some\n'),
  }),
};
