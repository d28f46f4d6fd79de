import { FrameError, FrameSizeError, lines, TruncatedFrameError } from 'rxjs-sockets';
import { bytewise } from '../support/bytewise';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { hex } from '../support/hex';
import { like } from '../support/like';

/** No UTF-8 in the third line. */
const bad = Buffer.from('a\n\n\xff\n', 'latin1');

describe('lines', () => {
  it.each<[string, string[], string[]]>([
    ['end with LF', ['a\nb\n'], ['a', 'b']],
    ['end with CRLF', ['a\r\nb\r\n'], ['a', 'b']],
    ['end with both in turn', ['a\nb\r\nc\n'], ['a', 'b', 'c']],
    ['end with CRLF that was cut', ['a\r', '\nb\r', '\n'], ['a', 'b']],
    ['go on behind a CR alone', ['a\rb\n', 'c\r', 'd\n'], ['a\rb', 'c\rd']],
    ['keep all CRs but the last', ['a\r\r\n', '\r\r', '\n'], ['a\r', '\r']],
    ['keep a CR in front', ['\ra\n'], ['\ra']],
    ['may be empty', ['\n\r\n', '\r', '\n', '\n'], ['', '', '', '']],
    ['are none without a byte', ['', ''], []],
    ['go on behind a chunk without a byte', ['a', '', '\n'], ['a']],
    ['keep a byte order mark', ['\ufeffa\n\ufeff\n'], ['\ufeffa', '\ufeff']],
    ['keep white space and NUL', [' a\t\0 \n'], [' a\t\0 ']],
  ])('%s', (_, chunks, frames) => {
    expect(framesOf(lines(), ...chunks)).toEqual({ frames });
    expect(framesOf(lines({ strict: true }), ...chunks)).toEqual({ frames });
    expect(framesOf(lines({ encoding: 'buffer' }), ...chunks)).toEqual({ frames });
  });

  it('make text of characters that were cut', () => {
    const bytes = bytewise('ü€😀\n');
    expect(framesOf(lines(), ...bytes)).toEqual({ frames: ['ü€😀'] });
    expect(framesOf(lines({ strict: true }), ...bytes)).toEqual({ frames: ['ü€😀'] });
  });

  it('may be bytes, whatever those are', () => {
    const seen: Buffer[] = [];
    const decoder = lines({ encoding: 'buffer' }).decoder();
    decoder.push(hex('ff 00 80 0d 0a 0a'), (line) => seen.push(line));
    expect(seen).toEqual([hex('ff 00 80'), hex('')]);
  });

  describe('that are no UTF-8', () => {
    it('have U+FFFD in place of it', () => {
      expect(framesOf(lines(), bad)).toEqual({ frames: ['a', '', '\ufffd'] });
    });

    it('are an error with their number when strict', () => {
      const strict = lines({ strict: true });
      const error = like(FrameError, { code: 'ERR_FRAME', number: 3 });
      expect(framesOf(strict, bad)).toEqual({ frames: ['a', ''], error });
      expect(framesOf(strict, ...bytewise(bad))).toEqual({
        frames: ['a', ''],
        error,
      });
    });

    it.each([
      ['overlong', 'c0 80'],
      ['a surrogate', 'ed a0 80'],
      ['cut', 'e2 82'],
      ['beyond the last character', 'f4 90 80 80'],
    ])('are an error when strict if %s, and leave no trace in the next stream', (_, digits) => {
      const strict = lines({ strict: true });
      const error = like(FrameError, { number: 1 });
      expect(framesOf(strict, hex(`${digits} 0a`))).toEqual({ frames: [], error });
      expect(framesOf(strict, 'next\n')).toEqual({ frames: ['next'] });
    });
  });

  describe('maxLength', () => {
    const error = like(FrameSizeError, { code: 'ERR_FRAME_SIZE', option: 'maxLength', limit: 4 });

    it.each([['abcd\n'], ['abcd\r\n'], ['üü\n'], ['abc\r\r\n']])('lets %j pass', (line) => {
      const frames = [line.replace(/\r?\n$/, '')];
      expect(framesOf(lines({ maxLength: 4 }), line)).toEqual({ frames });
      expect(framesOf(lines({ maxLength: 4 }), ...bytewise(line))).toEqual({ frames });
    });

    it.each([['abcde\n'], ['abcde\r\n'], ['üüa\n'], ['abcd\r\r\n'], ['abcd\re\n']])(
      'refuses %j',
      (line) => {
        expect(framesOf(lines({ maxLength: 4 }), line)).toEqual({ frames: [], error });
        expect(framesOf(lines({ maxLength: 4 }), ...bytewise(line))).toEqual({ frames: [], error });
      },
    );

    it('is judged before the end is there, where a CR may still be part of that', () => {
      expect(framesOf(lines({ maxLength: 4 }), 'abcde')).toEqual({ frames: [], error });
      const truncated = like(TruncatedFrameError, { received: 5 });
      expect(framesOf(lines({ maxLength: 4 }), 'abcd\r')).toEqual({ frames: [], error: truncated });
    });

    it('is 64 KiB by default, and none when 0 or Infinity', () => {
      const [most, more] = ['x'.repeat(65_536), 'x'.repeat(65_537)];
      expect(framesOf(lines(), `${most}\r\n`)).toEqual({ frames: [most] });
      expect(framesOf(lines(), `${more}\n`)).toMatchObject({ error: { limit: 65_536 } });
      for (const maxLength of [0, Infinity])
        expect(framesOf(lines({ maxLength }), more, '\n')).toEqual({ frames: [more] });
    });
  });

  describe('without an end', () => {
    it('are an error with how much there was', () => {
      const error = (received: number): unknown =>
        like(TruncatedFrameError, { code: 'ERR_TRUNCATED_FRAME', received, expected: undefined });
      expect(framesOf(lines(), 'a\nbc', 'd')).toEqual({ frames: ['a'], error: error(3) });
      expect(framesOf(lines(), '\r')).toEqual({ frames: [], error: error(1) });
    });

    it.each<[string[], string[]]>([
      [['a\nb'], ['a', 'b']],
      [['a', 'b', 'c\r'], ['abc']],
      [['a\n'], ['a']],
      [['a\n\r'], ['a', '']],
      [[''], []],
    ])('are lines as well if allowed: of %j come %j', (chunks, frames) => {
      expect(framesOf(lines({ allowUnterminated: true }), ...chunks)).toEqual({ frames });
    });

    it('are held to the other options', () => {
      const rules = { allowUnterminated: true, maxLength: 2, strict: true };
      expect(framesOf(lines(rules), 'ab\r')).toEqual({ frames: ['ab'] });
      const error = like(FrameSizeError, { limit: 2 });
      expect(framesOf(lines(rules), 'abc')).toEqual({ frames: [], error });
      expect(framesOf(lines(rules), 'a\n', hex('ff'))).toEqual({
        frames: ['a'],
        error: like(FrameError, { number: 2 }),
      });
    });
  });

  describe('encode', () => {
    it.each([
      ['LF', lines(), 'ü', 'ü\n'],
      ['CRLF', lines({ eol: '\r\n' }), 'a', 'a\r\n'],
      ['its end alone', lines(), '', '\n'],
      ['a CR that is not at the end', lines(), '\ra', '\ra\n'],
      ['as much as is allowed', lines({ maxLength: 2 }), 'ü', 'ü\n'],
    ])('makes lines with %s', (_, wire, line, text) => {
      expect(encoded(wire, line).toString()).toBe(text);
      expect(encoded(wire, new TextEncoder().encode(line)).toString()).toBe(text);
    });

    it.each([['a\nb'], ['\n'], ['a\r'], ['a\r\n']])('refuses %j', (line) => {
      for (const wire of [lines(), lines({ eol: '\r\n' }), lines({ encoding: 'buffer' })]) {
        expect(() => wire.encode(line)).toThrow(FrameError);
        expect(() => wire.encode(Buffer.from(line))).toThrow(FrameError);
      }
    });

    it('refuses more bytes than are allowed, and says how many', () => {
      expect(() => lines({ maxLength: 2 }).encode('aü')).toThrow(
        expect.objectContaining({ code: 'ERR_FRAME_SIZE', limit: 2, size: 3 }) as Error,
      );
    });

    it('refuses half of a surrogate pair, which would be another line on the other side', () => {
      expect(() => lines().encode('a\ud800')).toThrow(FrameError);
    });
  });
});
