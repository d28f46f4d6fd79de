import { FrameError, FrameSizeError, octetCounted, TruncatedFrameError } from 'rxjs-sockets';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { like } from '../support/like';

/** The examples of RFC 5424, section 6.5, as RFC 6587, section 3.4.1, has them sent; octets are counted, not characters. */
const syslog: [number, string][] = [
  [
    110,
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed for lonvick on /dev/pts/8",
  ],
  [
    99,
    "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
  ],
];

describe('octetCounted', () => {
  it('reads and writes messages of syslog', () => {
    const text = syslog.map(([length, message]) => `${length} ${message}`).join('');
    const messages = syslog.map(([, message]) => message);
    expect(framesOf(octetCounted(), text)).toEqual({ frames: messages });
    const parts = messages.map((each) => encoded(octetCounted(), Buffer.from(each)));
    expect(Buffer.concat(parts).toString()).toBe(text);
  });

  it('takes whatever follows the space for the message', () => {
    expect(framesOf(octetCounted(), '3  \n1')).toMatchObject({ frames: [' \n1'] });
    expect(framesOf(octetCounted(), '2 3 1 4')).toEqual({ frames: ['3 ', '4'] });
  });

  it.each([
    ['no bytes', '0 '],
    ['a zero in front', '01 a'],
    ['no digits', ' a'],
    ['a sign', '+1 a'],
    ['another separator', '1:a'],
    ['two spaces as one: the second is the message', '1  a 1'],
    ['a message of RFC 3164 without a length', '<34>Oct 11'],
    ['an end of line behind a message', '1 a\n1 b'],
    ['2^53 bytes', '9007199254740992 '],
    ['a number of 17 digits', '10000000000000000 '],
  ])('refuses a frame with %s', (_, text) => {
    const error = like(FrameError, { code: 'ERR_FRAME' });
    for (const maxLength of [0, 8])
      expect(framesOf(octetCounted({ maxLength }), `1 x${text}`).error).toEqual(error);
  });

  it('has maxLength for what follows the space', () => {
    const wire = octetCounted({ maxLength: 10 });
    expect(framesOf(wire, '10 0123456789')).toEqual({ frames: ['0123456789'] });
    const error = like(FrameSizeError, { option: 'maxLength', limit: 10, size: 11 });
    expect(framesOf(wire, '11 ')).toEqual({ frames: [], error });
    const most = like(FrameSizeError, { size: Number.MAX_SAFE_INTEGER });
    expect(framesOf(wire, '9007199254740991 ')).toEqual({ frames: [], error: most });
    expect(() => wire.encode(Buffer.alloc(10))).not.toThrow();
    expect(() => wire.encode(Buffer.alloc(11))).toThrow(FrameSizeError);
  });

  it('does not encode a frame without a byte', () => {
    expect(() => octetCounted().encode(Buffer.alloc(0))).toThrow(FrameError);
  });

  it.each<[string, number, number | undefined]>([
    ['1', 1, undefined],
    ['12', 2, undefined],
    ['12 ', 3, 15],
    ['12 a', 4, 15],
  ])('errors when the stream ends behind %j', (text, received, expected) => {
    const error = like(TruncatedFrameError, { received, expected });
    expect(framesOf(octetCounted(), text)).toEqual({ frames: [], error });
  });
});
