import { FrameError, FrameSizeError, netstrings, TruncatedFrameError } from 'rxjs-sockets';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { hex } from '../support/hex';
import { like } from '../support/like';

describe('netstrings', () => {
  // The first two are those of https://cr.yp.to/proto/netstrings.txt.
  it.each([
    ['31 32 3a 68 65 6c 6c 6f 20 77 6f 72 6c 64 21 2c', 'hello world!'],
    ['30 3a 2c', ''],
    ['33 3a 2c 3a 2c 2c', ',:,'],
  ])('reads and writes %s as %j', (digits, text) => {
    expect(framesOf(netstrings(), hex(digits), hex(digits))).toEqual({ frames: [text, text] });
    expect(encoded(netstrings(), Buffer.from(text))).toEqual(hex(digits));
  });

  it('may have others in them', () => {
    const wire = netstrings();
    const inner = Buffer.concat(['a', 'bc'].map((each) => encoded(wire, Buffer.from(each))));
    const outer = encoded(wire, inner);
    expect(outer.toString()).toBe('9:1:a,2:bc,,');
    expect(framesOf(wire, outer)).toEqual({ frames: ['1:a,2:bc,'] });
    expect(framesOf(wire, inner)).toEqual({ frames: ['a', 'bc'] });
  });

  it.each([
    ['zeros in front', '00:,'],
    ['a zero in front', '01:a,'],
    ['no digits', ':,'],
    ['white space in front', ' 1:a,'],
    ['white space behind the digits', '1 :a,'],
    ['a sign', '-1:,'],
    ['no comma', '1:ab'],
    ['an end of line in place of the comma', '1:a\n'],
    ['an end of line behind the comma', '1:a,\n1:b,'],
    ['2^53 bytes', '9007199254740992:'],
    ['a number of 17 digits', '10000000000000000:'],
  ])('refuses a frame with %s', (_, text) => {
    const error = like(FrameError, { code: 'ERR_FRAME' });
    for (const maxLength of [0, 8])
      expect(framesOf(netstrings({ maxLength }), `1:x,${text}`).error).toEqual(error);
  });

  it('has maxLength for what is between colon and comma', () => {
    const wire = netstrings({ maxLength: 10 });
    expect(framesOf(wire, '10:0123456789,')).toEqual({ frames: ['0123456789'] });
    const error = like(FrameSizeError, { option: 'maxLength', limit: 10, size: 11 });
    expect(framesOf(wire, '11:')).toEqual({ frames: [], error });
    expect(() => wire.encode(Buffer.alloc(10))).not.toThrow();
    expect(() => wire.encode(Buffer.alloc(11))).toThrow(FrameSizeError);
  });

  it.each<[string, number, number | undefined]>([
    ['1', 1, undefined],
    ['1:', 2, 4],
    ['1:a', 3, 4],
  ])('errors when the stream ends behind %j, of which the comma is part', (...of) => {
    const [text, received, expected] = of;
    const error = like(TruncatedFrameError, { received, expected });
    expect(framesOf(netstrings(), text)).toEqual({ frames: [], error });
  });
});
