import {
  type Codec,
  fixed,
  FrameError,
  type Framing,
  jsonLines,
  lengthPrefixed,
  lines,
  netstrings,
  raw,
  switchDecoder,
  TruncatedFrameError,
} from 'rxjs-sockets';
import { everyCut } from '../support/chunkings';
import { framesOf } from '../support/framesOf';
import { like } from '../support/like';

/** A line of digits, then so many bytes, and again. */
function counted(): Framing<string | Buffer> {
  return switchDecoder(lines(), (size) => switchDecoder(fixed(Number(size)), () => counted()));
}

describe('switchDecoder', () => {
  const upgrading = switchDecoder(lines(), (line) => (line === 'go' ? netstrings() : undefined));

  it('emits the frames of both, and loses no byte however those were cut', () => {
    const expected = { frames: ['a', 'go', 'b\n', '', 'go\n'] };
    for (const chunks of everyCut([Buffer.from('a\r\ngo\n2:b\n,0:,3:go\n,')]))
      expect(framesOf(upgrading, ...chunks)).toEqual(expected);
  });

  it('gives raw bytes what is behind the frame, and no chunk without a byte', () => {
    const proxied = switchDecoder(lines(), () => raw());
    expect(framesOf(proxied, 'head\nbo', 'dy\n')).toEqual({ frames: ['head', 'bo', 'dy\n'] });
    expect(framesOf(proxied, 'head\n', 'body')).toEqual({ frames: ['head', 'body'] });
  });

  it('stays with the first while next says nothing', () => {
    expect(framesOf(upgrading, 'a\nb\n')).toEqual({ frames: ['a', 'b'] });
    const next = jest.fn(() => undefined);
    expect(framesOf(switchDecoder(lines(), next), 'a\nb\n', 'c\n').frames).toHaveLength(3);
    expect(next.mock.calls).toEqual([['a'], ['b'], ['c']]);
  });

  it('asks about each frame before that is emitted, and never behind the switch', () => {
    const seen: unknown[] = [];
    const asking = switchDecoder(lines(), (line) => {
      seen.push(`${line}?`);
      return line === 'b' ? lines() : undefined;
    });
    const decoder = asking.decoder();
    decoder.push(Buffer.from('a\nb\nc\n'), (line) => seen.push(line));
    expect(seen).toEqual(['a?', 'a', 'b?', 'b', 'c']);
  });

  it('takes what makes decoders as well as framings', () => {
    const both = switchDecoder(lines().decoder, () => fixed(2).decoder);
    expect(framesOf(both, 'a\nbcde')).toEqual({ frames: ['a', 'bc', 'de'] });
  });

  it('goes on with another switch, and so on', () => {
    const expected = { frames: ['3', 'a\nb', '1', '\n', '2', '2\n'] };
    for (const chunks of everyCut([Buffer.from('3\na\nb1\n\n2\n2\n')]))
      expect(framesOf(counted(), ...chunks)).toEqual(expected);
  });

  it.each([
    ['in one chunk', ['2\nab'.repeat(20_000)]],
    ['in a chunk each', Array.from({ length: 20_000 }, () => '2\nab')],
  ])('goes back and forth for as long as the stream lasts, %s', (_, chunks) => {
    const { error, frames } = framesOf(counted(), ...chunks);
    expect(error).toBeUndefined();
    expect(frames).toHaveLength(40_000);
  });

  it('makes what next throws the error, in place of the frame', () => {
    const mine = new Error('mine');
    const throwing = switchDecoder(lines(), (line) => {
      if (line === 'b') throw mine;
      return undefined;
    });
    const outcome = framesOf(throwing, 'a\nb\nc\n');
    expect(outcome.frames).toEqual(['a']);
    expect(outcome.error).toBe(mine);
  });

  it('begins with the first for each subscriber', () => {
    for (let times = 0; times < 2; times++)
      expect(framesOf(upgrading, 'go\n1:a,')).toEqual({ frames: ['go', 'a'] });
  });

  it('can be stopped at the switch, and goes on behind it', () => {
    const decoder = upgrading.decoder();
    const seen: unknown[] = [];
    decoder.push(Buffer.from('go\n1:a,1:'), (frame) => {
      seen.push(frame);
      return false;
    });
    expect(seen).toEqual(['go']);
    expect(decoder.buffered).toBe(6);
    decoder.push(Buffer.from('b,'), (frame) => seen.push(String(frame)));
    expect(seen).toEqual(['go', 'a', 'b']);
  });

  it('begins with the first again when it is reset, and gives back what was left', () => {
    const decoder = upgrading.decoder();
    const seen: unknown[] = [];
    decoder.push(Buffer.from('go\n3:ab'), (frame) => seen.push(frame));
    expect(decoder.buffered).toBe(4);
    expect(String(decoder.reset())).toBe('3:ab');
    expect(decoder.buffered).toBe(0);
    decoder.push(Buffer.from('a\n'), (frame) => seen.push(frame));
    expect(seen).toEqual(['go', 'a']);
  });

  describe('at the end of the stream', () => {
    it.each<[string, number, number | undefined]>([
      ['g', 1, undefined],
      ['go\n3', 1, undefined],
      ['go\n3:ab', 4, 6],
    ])('errors behind %j as the decoder does whose turn it is', (text, received, expected) => {
      const error = like(TruncatedFrameError, { received, expected });
      for (const chunks of everyCut([Buffer.from(text)]))
        expect(framesOf(upgrading, ...chunks).error).toEqual(error);
    });

    it('completes right behind the switch', () => {
      expect(framesOf(upgrading, 'go\n')).toEqual({ frames: ['go'] });
      const late: Codec<string, string | Uint8Array> = lines({ allowUnterminated: true });
      const wire = switchDecoder(late, () => lengthPrefixed());
      expect(framesOf(wire, 'go')).toEqual({ frames: ['go'] });
    });
  });

  it('counts the frames of each by themselves', () => {
    const wire = switchDecoder(lines(), (line) => (line === '' ? jsonLines() : undefined));
    const error = like(FrameError, { number: 2, column: 1 });
    expect(framesOf(wire, 'a\n\n1\nx\n')).toEqual({ frames: ['a', '', 1], error });
  });
});
