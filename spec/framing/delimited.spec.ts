import { delimited, FrameError, FrameSizeError, TruncatedFrameError } from 'rxjs-sockets';
import { bytewise } from '../support/bytewise';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { like } from '../support/like';

describe('delimited', () => {
  it.each<[string, string, string[], string[]]>([
    ['of one byte', '\0', ['a\0b\0'], ['a', 'b']],
    ['of many', '\r\n\r\n', ['a\r\nb\r\n\r\n\r\n\r\n'], ['a\r\nb', '']],
    ['that was cut', '\r\n\r\n', ['a\r', '\n\r', '\nb\r\n\r', '\n'], ['a', 'b']],
    ['that repeats its beginning', 'aab', ['aaab', 'a', 'a', 'aab'], ['a', 'aa']],
    ['that overlaps itself', 'abab', ['abaab', 'ab', 'ab'], ['aba']],
    ['that repeats its beginning twice', 'aabaaac', ['aabaaabaaac'], ['aaba']],
    ['that is one character in UTF-8', '€', ['a€b', '€'], ['a', 'b']],
    ['that is part of another character', 'ü', ['û', 'ü'], ['û']],
  ])('cuts frames behind a delimiter %s', (_, delimiter, chunks, frames) => {
    expect(framesOf(delimited({ delimiter }), ...chunks)).toMatchObject({ frames });
    const bytes = Buffer.from(delimiter);
    expect(framesOf(delimited({ delimiter: bytes }), ...chunks)).toMatchObject({ frames });
  });

  it('looks for the next delimiter behind the last one', () => {
    expect(framesOf(delimited({ delimiter: 'aa' }), 'aaaaa')).toEqual({
      frames: ['', ''],
      error: like(TruncatedFrameError, { received: 1 }),
    });
  });

  it('keeps to the delimiter that it was given', () => {
    const delimiter = Buffer.from('|');
    const wire = delimited({ delimiter });
    delimiter.fill('x');
    expect(framesOf(wire, 'ax|')).toEqual({ frames: ['ax'] });
    expect(encoded(wire, Buffer.from('a')).toString()).toBe('a|');
  });

  describe('maxLength', () => {
    const wire = delimited({ delimiter: '--', maxLength: 3 });

    it.each([
      ['abc--', 'abc'],
      ['ab--', 'ab'],
      ['-a---', '-a'],
    ])('lets %j pass', (text, frame) => {
      expect(framesOf(wire, text).frames).toEqual([frame]);
      expect(framesOf(wire, ...bytewise(text)).frames).toEqual([frame]);
    });

    it.each([['abcd--'], ['abc-d--'], ['-abc--']])('refuses %j', (text) => {
      const error = like(FrameSizeError, { option: 'maxLength', limit: 3 });
      expect(framesOf(wire, text)).toEqual({ frames: [], error });
      expect(framesOf(wire, ...bytewise(text))).toEqual({ frames: [], error });
    });

    it('is 64 KiB by default, and none when 0 or Infinity', () => {
      const [most, more] = ['x'.repeat(65_536), 'x'.repeat(65_537)];
      expect(framesOf(delimited({ delimiter: '|' }), `${most}|`)).toEqual({ frames: [most] });
      expect(framesOf(delimited({ delimiter: '|' }), `${more}|`)).toMatchObject({
        error: { limit: 65_536 },
      });
      for (const maxLength of [0, Infinity])
        expect(framesOf(delimited({ delimiter: '|', maxLength }), more, '|')).toEqual({
          frames: [more],
        });
    });
  });

  it('makes what is left at the end an error with how much that is, or a frame if allowed', () => {
    const error = like(TruncatedFrameError, { received: 4, expected: undefined });
    const chunks = ['a--b', 'cd-'];
    expect(framesOf(delimited({ delimiter: '--' }), ...chunks)).toEqual({ frames: ['a'], error });
    const allowing = delimited({ delimiter: '--', allowUnterminated: true, maxLength: 4 });
    expect(framesOf(allowing, ...chunks)).toEqual({ frames: ['a', 'bcd-'] });
    expect(framesOf(allowing, 'a--')).toEqual({ frames: ['a'] });
    expect(framesOf(allowing, 'abcd-')).toEqual({ frames: [], error: like(FrameSizeError) });
  });

  describe('encode', () => {
    it.each([
      ['', '--'],
      ['a', 'a--'],
      ['-a', '-a--'],
      ['a-b', 'a-b--'],
    ])('makes %j %j', (frame, text) => {
      const wire = delimited({ delimiter: '--', maxLength: 3 });
      expect(encoded(wire, new TextEncoder().encode(frame)).toString()).toBe(text);
    });

    it.each([
      ['--', 'a--b'],
      ['--', 'a-'],
      ['aab', 'aab'],
      ['abab', 'xab'],
    ])('refuses what has a delimiter too early: with %j, %j', (delimiter, frame) => {
      expect(() => delimited({ delimiter }).encode(Buffer.from(frame))).toThrow(FrameError);
    });

    it('refuses more bytes than are allowed, and says how many', () => {
      const wire = delimited({ delimiter: '|', maxLength: 3 });
      expect(() => wire.encode(Buffer.from('abcd'))).toThrow(
        expect.objectContaining({ code: 'ERR_FRAME_SIZE', limit: 3, size: 4 }) as Error,
      );
    });
  });
});
