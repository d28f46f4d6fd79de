import { fixed, FrameError, TruncatedFrameError } from 'rxjs-sockets';
import { encoded } from '../support/encoded';
import { framesOf } from '../support/framesOf';
import { like } from '../support/like';

describe('fixed', () => {
  it.each<[number, string[], string[]]>([
    [1, ['ab', 'c'], ['a', 'b', 'c']],
    [3, ['abcdef'], ['abc', 'def']],
    [3, ['a', 'bcde', '', 'f'], ['abc', 'def']],
    [3, [], []],
  ])('makes frames of %i of %j', (size, chunks, frames) => {
    expect(framesOf(fixed(size), ...chunks)).toEqual({ frames });
  });

  it('makes large ones of many chunks', () => {
    const chunks = Array.from({ length: 40 }, (_, at) =>
      String.fromCharCode(65 + at).repeat(5_000),
    );
    const all = chunks.join('');
    const frames = [all.slice(0, 100_000), all.slice(100_000)];
    expect(framesOf(fixed(100_000), ...chunks)).toEqual({ frames });
  });

  it('errors when the stream ends within one, with how much of it there was', () => {
    const error = like(TruncatedFrameError, { received: 2, expected: 3 });
    expect(framesOf(fixed(3), 'abcd', 'e')).toEqual({ frames: ['abc'], error });
  });

  it('encodes what is exactly as large, and nothing else', () => {
    const wire = fixed(3);
    expect(encoded(wire, Buffer.from('abc')).toString()).toBe('abc');
    for (const frame of ['', 'ab', 'abcd'])
      expect(() => wire.encode(Buffer.from(frame))).toThrow(FrameError);
  });
});
