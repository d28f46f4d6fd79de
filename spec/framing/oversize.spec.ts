import { ignoreElements } from 'rxjs';
import {
  delimited,
  type Framing,
  type FrameSizeError,
  frames,
  jsonLines,
  jsonObjects,
  lengthPrefixed,
  lines,
  netstrings,
  octetCounted,
  type Oversize,
  varintPrefixed,
} from 'rxjs-sockets';
import { bytewise } from '../support/bytewise';
import { framesOf } from '../support/framesOf';
import { marbles } from '../support/marbles';

interface Subject {
  readonly name: string;
  readonly framing: (onOversize?: Oversize) => Framing<unknown>;
  /** A frame, one that is too large, and one more. */
  readonly parts: readonly [string, string, string];
  readonly frames: readonly unknown[];
  readonly limit?: number;
  /** Where it is known from the beginning on. */
  readonly size?: number;
  readonly option?: FrameSizeError['option'];
}

const maxLength = 3;
const subjects: readonly Subject[] = [
  {
    name: 'lines',
    framing: (onOversize) => lines({ maxLength, onOversize }),
    parts: ['a\n', 'too long\r\n', 'b\n'],
    frames: ['a', 'b'],
  },
  {
    name: 'delimited',
    framing: (onOversize) => delimited({ delimiter: '--', maxLength, onOversize }),
    parts: ['a--', 'too-long--', 'b--'],
    frames: ['a', 'b'],
  },
  {
    name: 'jsonLines',
    framing: (onOversize) => jsonLines({ maxLength, onOversize }),
    parts: ['1\n', '"too long"\n', '2\n'],
    frames: [1, 2],
  },
  {
    name: 'jsonObjects',
    framing: (onOversize) => jsonObjects({ maxLength, onOversize }),
    parts: ['[1]', '{"too":"}]"} ', '[2]'],
    frames: [[1], [2]],
  },
  {
    name: 'lengthPrefixed',
    framing: (onOversize) => lengthPrefixed({ lengthBytes: 1, maxFrameLength: 4, onOversize }),
    parts: ['\x01a', '\x08too long', '\x01b'],
    frames: ['a', 'b'],
    limit: 4,
    size: 9,
    option: 'maxFrameLength',
  },
  {
    name: 'varintPrefixed',
    framing: (onOversize) => varintPrefixed({ maxLength, onOversize }),
    parts: ['\x01a', '\x08too long', '\x01b'],
    frames: ['a', 'b'],
    size: 8,
  },
  {
    name: 'octetCounted',
    framing: (onOversize) => octetCounted({ maxLength, onOversize }),
    parts: ['1 a', '8 too long', '1 b'],
    frames: ['a', 'b'],
    size: 8,
  },
  {
    name: 'netstrings',
    framing: (onOversize) => netstrings({ maxLength, onOversize }),
    parts: ['1:a,', '8:too long,', '1:b,'],
    frames: ['a', 'b'],
    size: 8,
  },
];

describe.each(subjects)('a frame too large for $name', (subject) => {
  const { framing, frames: expected, parts, limit = 3, size, option = 'maxLength' } = subject;
  const error = { code: 'ERR_FRAME_SIZE', option, limit, size };
  const text = parts.join('');

  it.each<[string, readonly (string | Buffer)[]]>([
    ['in one chunk', [text]],
    ['byte by byte', bytewise(text)],
  ])('is an error, skipped or told of, %s', (_, chunks) => {
    const told: FrameSizeError[] = [];
    const [first] = expected;
    for (const fails of [framing(), framing('fail')])
      expect(framesOf(fails, ...chunks)).toMatchObject({ frames: [first], error });
    expect(framesOf(framing('skip'), ...chunks)).toEqual({ frames: expected });
    expect(
      framesOf(
        framing((each) => told.push(each)),
        ...chunks,
      ),
    ).toEqual({ frames: expected });
    expect(told).toMatchObject([error]);
  });

  it('is told of once, and the error that a function throws is that of the pipeline', () => {
    const tell = jest.fn(() => {
      throw new Error('mine');
    });
    expect(framesOf(framing(tell), ...bytewise(text))).toEqual({
      frames: expected.slice(0, 1),
      error: new Error('mine'),
    });
    expect(tell).toHaveBeenCalledTimes(1);
  });

  it('is an error when the stream ends in it, even if it is skipped', () => {
    const [begin] = parts;
    const part = parts[1].slice(0, 6);
    expect(framesOf(framing('skip'), begin, part)).toMatchObject({
      frames: expected.slice(0, 1),
      error: { code: 'ERR_TRUNCATED_FRAME', received: 6 },
    });
  });

  it('has to be complete in time as well when it is skipped', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' a-b------', {
        a: Buffer.from(parts[0] + parts[1].slice(0, 6)),
        b: Buffer.from(parts[1].slice(6, 7)),
      });
      const expectation = ' -----#   ';
      const operator = frames(framing('skip'), { incompleteFrameTimeout: 5 });
      const deadline = expect.objectContaining({ code: 'ERR_DEADLINE' }) as Error;
      expectObservable(source.pipe(operator, ignoreElements())).toBe(expectation, {}, deadline);
    });
  });
});

describe('behind a frame that was skipped', () => {
  it.each<[string, Framing<unknown>, string]>([
    ['lines', lines({ maxLength, strict: true, onOversize: 'skip' }), 'a\ntoo long\n\xff\n'],
    ['JSON lines', jsonLines({ maxLength, onOversize: 'skip' }), '1\ntoo long\n\xff\n'],
    ['JSON values', jsonObjects({ maxLength, onOversize: 'skip' }), '[1]["too long"]"\xff"'],
  ])('%s have the numbers that they would have had', (_, framing, text) => {
    const bytes = Buffer.from(text, 'latin1');
    expect(framesOf(framing, bytes).error).toMatchObject({ code: 'ERR_FRAME', number: 3 });
    const each = bytewise(bytes);
    expect(framesOf(framing, ...each).error).toMatchObject({ code: 'ERR_FRAME', number: 3 });
  });

  it('the next one has a deadline of its own', () => {
    marbles(({ cold, expectObservable }) => {
      const wire = lengthPrefixed({ lengthBytes: 2, maxFrameLength: 3, onOversize: 'skip' });
      // The end of one that is skipped and the beginning of another.
      const values = { a: Buffer.of(0), b: Buffer.of(2, 1, 2, 0), c: Buffer.of(1, 7) };
      const source = cold('  a---b---c|', values);
      const expectation = '  --------f|';
      const operator = frames(wire, { incompleteFrameTimeout: 5 });
      expectObservable(source.pipe(operator)).toBe(expectation, { f: Buffer.of(7) });
    });
  });
});

describe('the error of a frame that is too large', () => {
  it.each(['fail', 'tell'])('has the number of the line (%s)', (way) => {
    const told: FrameSizeError[] = [];
    const onOversize = way === 'fail' ? way : (error: FrameSizeError) => void told.push(error);
    const { error = told[0] } = framesOf(lines({ maxLength, onOversize }), 'a\n\ntoo long\n');
    expect(error).toMatchObject({ code: 'ERR_FRAME_SIZE', number: 3 });
  });
});
