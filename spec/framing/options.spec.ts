import {
  delimited,
  fixed,
  jsonLines,
  jsonObjects,
  lengthPrefixed,
  lines,
  netstrings,
  octetCounted,
  OptionError,
  readExactly,
  readUntil,
  varintPrefixed,
} from 'rxjs-sockets';

type Call = (options: never) => unknown;

const calls: Readonly<Record<string, Call>> = {
  lines,
  delimited: (options: object) => delimited({ delimiter: '|', ...options }),
  lengthPrefixed,
  varintPrefixed,
  octetCounted,
  netstrings,
  jsonLines,
  jsonObjects,
  readUntil: (options: object) => readUntil('|', options),
};

const noLimits = [-1, 1.5, NaN, -Infinity, 2 ** 53, '5', 5n];
const notWhole = [-1, 1.5, NaN, Infinity, 2 ** 53, '1'];
const all: [call: string, option: string, values: readonly unknown[]][] = [
  ...Object.keys(calls)
    .filter((name) => name !== 'lengthPrefixed')
    .map((name): (typeof all)[number] => [name, 'maxLength', noLimits]),
  ...Object.keys(calls)
    .filter((name) => name !== 'readUntil')
    .map((name): (typeof all)[number] => [name, 'onOversize', ['drop', '', 1, null, {}]]),
  ['lines', 'encoding', ['latin1', 'UTF8', '', null, 8]],
  ['lines', 'eol', ['\r', '', '\n\n', null, 10]],
  ['delimited', 'delimiter', ['', undefined, null, 10, ['|'], {}]],
  ['lengthPrefixed', 'lengthBytes', [0, 9, -1, 1.5, NaN, Infinity, '4']],
  ['lengthPrefixed', 'endian', ['BE', '', 'network', null, 1]],
  ['lengthPrefixed', 'offset', notWhole],
  ['lengthPrefixed', 'strip', notWhole],
  ['lengthPrefixed', 'adjustment', [1.5, NaN, Infinity, -Infinity, -(2 ** 53), '1']],
  ['lengthPrefixed', 'maxFrameLength', [...noLimits, 3]],
  ['jsonLines', 'revive', [1, 'x', {}]],
  ['jsonObjects', 'revive', [1, 'x', {}]],
];
const bad = all.flatMap(([call, option, values]) =>
  values.map((value): [string, string, unknown] => [call, option, value]),
);

/** What is thrown, which has to be an error with the option's name and value, also in words. */
function expectRefusal(call: () => unknown, option: string, value: unknown): void {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const message = expect.stringMatching(`^${option} must be `) as string;
  expect(call).toThrow(OptionError);
  expect(call).toThrow(expect.objectContaining({ option, value, message }) as Error);
  expect(call).toThrow(`, not ${shown}`);
}

describe('at the call', () => {
  it.each(bad)('%s refuses %s: %p', (call, option, value) => {
    expectRefusal(() => calls[call]!({ [option]: value } as never), option, value);
  });

  it.each([-1, 1.5, NaN, Infinity, 2 ** 53, '1', undefined])('sizes refuse %p', (size) => {
    for (const call of [fixed, readExactly]) expectRefusal(() => call(size as never), 'size', size);
  });

  it('frames of no bytes are refused', () => {
    expectRefusal(() => fixed(0), 'size', 0);
  });

  it('a delimiter without a byte is refused, and one can tell', () => {
    for (const call of [readUntil, (delimiter: Buffer) => delimited({ delimiter })])
      expect(() => call(Buffer.alloc(0))).toThrow(/^delimiter must be .+, not \S/);
  });

  it.each([
    ['lines', { maxLength: 0, encoding: 'buffer', eol: '\r\n', onOversize: 'skip' }],
    ['lines', { maxLength: undefined, encoding: undefined, eol: undefined }],
    ['delimited', { delimiter: Buffer.of(0), maxLength: Infinity, onOversize: () => undefined }],
    ['lengthPrefixed', { lengthBytes: 8, endian: 'little', offset: 0, strip: 0, adjustment: -9 }],
    ['lengthPrefixed', { lengthBytes: undefined, endian: undefined, maxFrameLength: Infinity }],
    ['jsonLines', { maxLength: Infinity, revive: undefined, onOversize: undefined }],
    ['readUntil', { maxLength: 1 }],
  ])('%s takes %p', (call, options) => {
    expect(() => calls[call]!(options as never)).not.toThrow();
  });
});
