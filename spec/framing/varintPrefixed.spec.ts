import { FrameError, FrameSizeError, TruncatedFrameError, varintPrefixed } from 'rxjs-sockets';
import { bytewise } from '../support/bytewise';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { hex } from '../support/hex';
import { like } from '../support/like';

describe('varintPrefixed', () => {
  // Those up to 86,942 are from the documents that the framing names; the others are where a byte more is needed.
  it.each([
    ['00', 0],
    ['01', 1],
    ['7f', 127],
    ['80 01', 128],
    ['96 01', 150],
    ['ff 01', 255],
    ['ac 02', 300],
    ['ff 7f', 16_383],
    ['80 80 01', 16_384],
    ['9e a7 05', 86_942],
  ])('reads and writes %s as %i', (digits, length) => {
    const body = Buffer.alloc(length, 'x');
    const bytes = Buffer.concat([hex(digits), body]);
    const wire = varintPrefixed();
    expect(framesOf(wire, bytes, bytes)).toEqual({ frames: [String(body), String(body)] });
    expect(encoded(wire, body).equals(bytes)).toBe(true);
  });

  it.each([
    ['ff ff ff ff 0f', 2 ** 32 - 1],
    ['80 80 80 80 10', 2 ** 32],
    ['ff ff ff ff ff ff ff 0f', Number.MAX_SAFE_INTEGER],
  ])('reads %s as %i, and judges it before anything of it has come', (digits, size) => {
    const error = like(FrameSizeError, { option: 'maxLength', limit: 1_048_576, size });
    expect(framesOf(varintPrefixed(), hex(digits))).toEqual({ frames: [], error });
    const single = bytewise(hex(digits));
    expect(framesOf(varintPrefixed(), ...single)).toEqual({ frames: [], error });
  });

  it.each([
    ['80 00', 'longer than needed'],
    ['81 00', 'longer than needed'],
    ['ff 80 00', 'longer than needed'],
    ['80 80 80 80 80 80 80 80 80 00', 'longer than needed'],
    ['80 80 80 80 80 80 80 10', 'more than 2^53'],
    ['ff ff ff ff ff ff ff ff 7f', 'more than 2^53'],
    ['ff ff ff ff ff ff ff ff ff 01', 'more than 2^53'],
    ['80 80 80 80 80 80 80 80 80 80', 'more than 2^53'],
  ])('refuses %s, which is %s', (digits, reason) => {
    for (const maxLength of [0, 1]) {
      const wire = varintPrefixed({ maxLength });
      const { error, frames } = framesOf(wire, hex(`01 61 ${digits}`));
      expect(frames).toEqual(['a']);
      expect(error).toEqual(like(FrameError, { code: 'ERR_FRAME' }));
      expect(String(error)).toContain(reason);
    }
  });

  it('has maxLength for what follows the length', () => {
    const wire = varintPrefixed({ maxLength: 2 });
    expect(framesOf(wire, '\x02ab')).toEqual({ frames: ['ab'] });
    expect(framesOf(wire, '\x03')).toEqual({
      frames: [],
      error: like(FrameSizeError, { size: 3 }),
    });
    expect(() => wire.encode(Buffer.from('ab'))).not.toThrow();
    expect(() => wire.encode(Buffer.from('abc'))).toThrow(
      expect.objectContaining({ code: 'ERR_FRAME_SIZE', limit: 2, size: 3 }) as Error,
    );
  });

  it.each<[string, number, number | undefined]>([
    ['80', 1, undefined],
    ['80 01', 2, 130],
    ['03 61', 2, 4],
  ])('errors when the stream ends behind %s', (digits, received, expected) => {
    const error = like(TruncatedFrameError, { received, expected });
    expect(framesOf(varintPrefixed(), hex(digits))).toEqual({ frames: [], error });
  });
});
