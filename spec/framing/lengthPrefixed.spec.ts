import {
  FrameError,
  FrameSizeError,
  lengthPrefixed,
  type LengthPrefixedOptions,
  TruncatedFrameError,
} from 'rxjs-sockets';
import { bytewise } from '../support/bytewise';
import { encoded } from '../support/encoded';
import { hex } from '../support/hex';
import { framesOf } from '../support/framesOf';
import { like } from '../support/like';

type Example = [string, LengthPrefixedOptions, string, string];

/** The examples of Netty's `LengthFieldBasedFrameDecoder`, in its order, with the options of ours. */
const netty: Example[] = [
  ['keep the header', { lengthBytes: 2, strip: 0 }, '000c HELLO, WORLD', '000c HELLO, WORLD'],
  ['without their header', { lengthBytes: 2 }, '000c HELLO, WORLD', 'HELLO, WORLD'],
  [
    'whose length is that of the whole',
    { lengthBytes: 2, includesHeader: true, strip: 0 },
    '000e HELLO, WORLD',
    '000e HELLO, WORLD',
  ],
  [
    'whose length is that of the whole, by adjustment',
    { lengthBytes: 2, adjustment: -2, strip: 0 },
    '000e HELLO, WORLD',
    '000e HELLO, WORLD',
  ],
  [
    'with another header before the length',
    { offset: 2, lengthBytes: 3, strip: 0 },
    'cafe 00000c HELLO, WORLD',
    'cafe 00000c HELLO, WORLD',
  ],
  [
    'with another header behind the length',
    { lengthBytes: 3, adjustment: 2, strip: 0 },
    '00000c cafe HELLO, WORLD',
    '00000c cafe HELLO, WORLD',
  ],
  [
    'with headers on both sides, the first stripped',
    { offset: 1, lengthBytes: 2, adjustment: 1, strip: 3 },
    'ca 000c fe HELLO, WORLD',
    'fe HELLO, WORLD',
  ],
  [
    'with headers on both sides that are counted, the first stripped',
    { offset: 1, lengthBytes: 2, adjustment: -3, strip: 3 },
    'ca 0010 fe HELLO, WORLD',
    'fe HELLO, WORLD',
  ],
  [
    'with headers on both sides that are counted, without adjustment',
    { offset: 1, lengthBytes: 2, includesHeader: true, strip: 3 },
    'ca 0010 fe HELLO, WORLD',
    'fe HELLO, WORLD',
  ],
];

/** Those of tokio-util's `codec::length_delimited` that are other ones. */
const tokio: Example[] = [
  ['with four bytes of length by default', {}, '0000000c HELLO, WORLD', 'HELLO, WORLD'],
  [
    'that are little endian',
    { lengthBytes: 2, endian: 'little' },
    '0c00 HELLO, WORLD',
    'HELLO, WORLD',
  ],
  [
    'with the length between two headers, the last stripped as well',
    { offset: 1, lengthBytes: 2, adjustment: 1, strip: 4 },
    'ca 000c fe HELLO, WORLD',
    'HELLO, WORLD',
  ],
  [
    'of which only the first byte is stripped',
    { offset: 1, lengthBytes: 2, adjustment: -3, strip: 1 },
    'ca 0010 fe HELLO, WORLD',
    '0010 fe HELLO, WORLD',
  ],
  [
    'with three bytes of length and more behind it, all stripped',
    { lengthBytes: 3, adjustment: 2, strip: 5 },
    '00000c cafe HELLO, WORLD',
    'HELLO, WORLD',
  ],
];

/** Digits, and then maybe a text. */
function wired(bytes: string): Buffer {
  const [digits, text] = bytes.split('HELLO');
  return Buffer.concat([hex(digits!), Buffer.from(text === undefined ? '' : `HELLO${text}`)]);
}

/** The frames of some bytes, in one chunk; those of every byte alone are to be the same. */
function decoded(options: LengthPrefixedOptions, bytes: Buffer): unknown {
  const whole = framesOf(lengthPrefixed(options), bytes);
  const single = bytewise(bytes);
  expect(framesOf(lengthPrefixed(options), ...single)).toEqual(whole);
  return whole;
}

describe('lengthPrefixed', () => {
  it.each([...netty, ...tokio])('makes frames %s', (_, options, bytes, frame) => {
    const expected = wired(frame).toString();
    const twice = Buffer.concat([wired(bytes), wired(bytes)]);
    expect(decoded(options, twice)).toEqual({ frames: [expected, expected] });
  });

  it.each([
    [1, 'big', '05'],
    [2, 'big', '0005'],
    [3, 'little', '050000'],
    [5, 'big', '0000000005'],
    [6, 'little', '050000000000'],
    [7, 'big', '00000000000005'],
    [8, 'big', '0000000000000005'],
    [8, 'little', '0500000000000000'],
  ] as const)('reads and writes lengths of %i bytes, %s endian', (lengthBytes, endian, digits) => {
    const wire = lengthPrefixed({ lengthBytes, endian });
    const bytes = Buffer.concat([hex(digits), Buffer.from('hello')]);
    expect(decoded({ lengthBytes, endian }, bytes)).toEqual({ frames: ['hello'] });
    expect(encoded(wire, Buffer.from('hello'))).toEqual(bytes);
  });

  it('has frames without a byte', () => {
    expect(decoded({ lengthBytes: 1 }, hex('00 01 61 00'))).toEqual({ frames: ['', 'a', ''] });
  });

  describe('refuses', () => {
    const most = Number.MAX_SAFE_INTEGER;

    it.each([
      ['big', '001fffffffffffff'],
      ['little', 'ffffffffffff1f00'],
    ] as const)('2^53 - 1 for its size only, %s endian', (endian, digits) => {
      const error = like(FrameSizeError, { size: most });
      const options = { lengthBytes: 8, adjustment: -8, endian };
      expect(decoded(options, hex(digits))).toEqual({ frames: [], error });
      const truncated = like(TruncatedFrameError, { received: 8, expected: most });
      expect(decoded({ ...options, maxFrameLength: 0 }, hex(digits))).toEqual({
        frames: [],
        error: truncated,
      });
    });

    it.each([
      ['big', '0020000000000000'],
      ['big', 'ffffffffffffffff'],
      ['little', '0000000000002000'],
      ['little', '0000000000000080'],
    ] as const)('2^53 and more, %s endian: %s', (endian, digits) => {
      for (const maxFrameLength of [0, 100]) {
        const error = like(FrameError, { code: 'ERR_FRAME' });
        expect(decoded({ lengthBytes: 8, endian, maxFrameLength }, hex(digits))).toEqual({
          frames: [],
          error,
        });
      }
    });

    it.each<[string, LengthPrefixedOptions, string]>([
      ['a negative size', { lengthBytes: 1, adjustment: -5 }, '03'],
      ['a size less than the header', { lengthBytes: 2, includesHeader: true }, '0001'],
      [
        'that also before the length',
        { offset: 2, lengthBytes: 1, includesHeader: true },
        'ffff02',
      ],
      ['a size less than what is stripped', { lengthBytes: 1, strip: 3 }, '01 ff'],
    ])('%s', (_, options, digits) => {
      const error = like(FrameError, { code: 'ERR_FRAME' });
      expect(decoded(options, hex(digits))).toEqual({ frames: [], error });
    });

    it('nothing that is exactly its header, or what is stripped', () => {
      const empty = { frames: [''] };
      expect(decoded({ lengthBytes: 2, includesHeader: true }, hex('0002'))).toEqual(empty);
      expect(decoded({ lengthBytes: 1, adjustment: -5 }, hex('05'))).toEqual(empty);
      expect(decoded({ lengthBytes: 1, strip: 3 }, hex('02 ffff'))).toEqual(empty);
    });
  });

  describe('maxFrameLength', () => {
    it('is of the whole frame, whatever is stripped of it', () => {
      const options = { lengthBytes: 2, maxFrameLength: 5 };
      expect(decoded(options, hex('0003 616263'))).toEqual({ frames: ['abc'] });
      const error = like(FrameSizeError, { option: 'maxFrameLength', limit: 5, size: 6 });
      expect(decoded(options, hex('0004'))).toEqual({ frames: [], error });
      expect(decoded({ ...options, strip: 4 }, hex('0004'))).toEqual({ frames: [], error });
    });

    it('is judged before anything is allocated', () => {
      const allocate = jest.spyOn(Buffer, 'allocUnsafeSlow');
      const { error } = framesOf(lengthPrefixed(), hex('7fffffff'), 'some');
      expect(error).toMatchObject({ code: 'ERR_FRAME_SIZE', size: 0x7fffffff + 4 });
      for (const [size] of allocate.mock.calls) expect(size).toBeLessThan(1_024);
      allocate.mockRestore();
    });

    it('is 1 MiB by default, and none when 0 or Infinity', () => {
      const header = hex('00100000');
      const error = like(FrameSizeError, { limit: 1_048_576, size: 1_048_580 });
      expect(framesOf(lengthPrefixed(), header)).toEqual({ frames: [], error });
      const truncated = like(TruncatedFrameError, { received: 4, expected: 1_048_580 });
      expect(framesOf(lengthPrefixed(), hex('000ffffc'))).toMatchObject({
        error: { expected: 1_048_576 },
      });
      for (const maxFrameLength of [0, Infinity])
        expect(framesOf(lengthPrefixed({ maxFrameLength }), header)).toEqual({
          frames: [],
          error: truncated,
        });
    });
  });

  it('errors when the stream ends within a frame, with how much of it there was', () => {
    const error = (received: number, expected?: number): unknown =>
      like(TruncatedFrameError, { received, expected });
    const options = { lengthBytes: 2 };
    expect(decoded(options, hex('0001 61 00'))).toEqual({ frames: ['a'], error: error(1) });
    expect(decoded(options, hex('0002'))).toEqual({ frames: [], error: error(2, 4) });
    expect(decoded(options, hex('0002 61'))).toEqual({ frames: [], error: error(3, 4) });
  });

  describe('encode', () => {
    const body = Buffer.from('ab');

    it.each<[LengthPrefixedOptions, string]>([
      [{}, '00000002'],
      [{ lengthBytes: 1 }, '02'],
      [{ lengthBytes: 2, includesHeader: true }, '0004'],
      [{ lengthBytes: 2, adjustment: 1 }, '0001'],
      [{ lengthBytes: 2, adjustment: -3 }, '0005'],
      [{ lengthBytes: 1, offset: 2 }, '000002'],
      [{ lengthBytes: 2, offset: 1, endian: 'little', includesHeader: true }, '000500'],
      [{ lengthBytes: 1, strip: 3 }, '040000'],
    ])('with %j puts %s in front', (options, digits) => {
      const [header, part] = lengthPrefixed(options).encode(body);
      expect(header).toEqual(hex(digits));
      expect(part).toEqual(body);
      // Not copied.
      expect([part!.buffer, part!.byteOffset]).toEqual([body.buffer, body.byteOffset]);
    });

    it('fills the length in where the header is a part of the frame', () => {
      const encode = (options: LengthPrefixedOptions, digits: string): string =>
        Buffer.concat(lengthPrefixed(options).encode(hex(digits))).toString('hex');
      expect(encode({ offset: 1, adjustment: -4, strip: 0 }, '51 00000000 616200')).toBe(
        '51000000076162 00'.replace(' ', ''),
      );
      expect(encode({ lengthBytes: 2, offset: 1, strip: 2 }, 'ff 61')).toBe('00000161');
      expect(() => encode({ strip: 0 }, '000000')).toThrow(FrameError);
    });

    it('takes strings as UTF-8', () => {
      expect(Buffer.concat(lengthPrefixed().encode('ü'))).toEqual(hex('00000002 c3bc'));
    });

    it('refuses what has no length, or a frame that would be too large', () => {
      const refusal = (options: LengthPrefixedOptions, size: number): jest.JestMatchers<unknown> =>
        expect(() => lengthPrefixed(options).encode(Buffer.alloc(size)));
      refusal({ lengthBytes: 1 }, 255).not.toThrow();
      refusal({ lengthBytes: 1 }, 256).toThrow(FrameError);
      refusal({ lengthBytes: 1, adjustment: 1 }, 0).toThrow(FrameError);
      refusal({ maxFrameLength: 5 }, 1).not.toThrow();
      refusal({ maxFrameLength: 5 }, 2).toThrow(
        expect.objectContaining({ option: 'maxFrameLength', limit: 5, size: 6 }) as Error,
      );
    });
  });
});
