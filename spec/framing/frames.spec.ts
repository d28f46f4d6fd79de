import { concat, of, Subject, take } from 'rxjs';
import {
  ConnectionError,
  DeadlineError,
  type Decoder,
  FrameError,
  frames,
  FrameSizeError,
  jsonLines,
  lines,
  TruncatedFrameError,
} from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { LateTime } from '../support/LateTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

const chunks = {
  a: Buffer.from('one\ntwo\n'),
  b: Buffer.from('thr'),
  c: Buffer.from('ee\n'),
  d: Buffer.from('.'),
  e: Buffer.from('ee\nfo'),
};
const words = { 1: 'one', 2: 'two', 3: 'three' };

describe('frames', () => {
  it('makes frames of chunks, and ends as they do', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a----b-c-|', chunks);
      const subscription = ' ^---------!';
      const expected = '     -(12)---3-|';
      expectObservable(source.pipe(frames(lines()))).toBe(expected, words);
      expectObservable(source.pipe(lines())).toBe(expected, words);
      expectSubscriptions(source.subscriptions).toBe([subscription, subscription]);
    });
  });

  it('errors with how much there was when the source ends within a frame', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' -a----b-|', chunks);
      const expected = '    -(12)---#';
      const error = new TruncatedFrameError(3);
      expectObservable(source.pipe(lines())).toBe(expected, words, error);
      expect(error).toMatchObject({ code: 'ERR_TRUNCATED_FRAME', received: 3 });
      expect(error).toBeInstanceOf(FrameError);
      expect(error).toBeInstanceOf(ConnectionError);
    });
  });

  it('passes an error, whatever is incomplete', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' -a----b-#', chunks);
      const expected = '    -(12)---#';
      expectObservable(source.pipe(lines())).toBe(expected, words);
    });
  });

  it('leaves the source for what is no frame, behind the frames before that', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a----c', { ...chunks, a: Buffer.from('one\ntwo\ntoo long\n') });
      const subscription = ' !     ';
      const expected = '     (12#) ';
      expectObservable(source.pipe(lines({ maxLength: 4 }))).toBe(
        expected,
        words,
        new FrameSizeError('maxLength', 4, undefined, 3),
      );
      expectSubscriptions(source.subscriptions).toBe(`(^${subscription.trim()})`);
    });
  });

  it('takes plain bytes', () => {
    marbles(({ cold, expectObservable }) => {
      const bytes = new TextEncoder().encode('xone\n');
      const source = cold(' -ab|', { a: bytes.subarray(0, 0), b: bytes.subarray(1) });
      const expected = '    --1|';
      expectObservable(source.pipe(lines())).toBe(expected, words);
    });
  });

  it('gives each subscriber a decoder of its own', () => {
    marbles(({ hot, expectObservable }) => {
      const source = hot('     -b--c', chunks);
      const first = '          ^    ';
      const second = '         ---^ ';
      const expectedFirst = '  ----3';
      const expectedSecond = ' ----r';
      const result = source.pipe(lines());
      expectObservable(result, first).toBe(expectedFirst, words);
      expectObservable(result, second).toBe(expectedSecond, { r: 'ee' });
    });
  });

  it('stops in the midst of a chunk when that is left in next', () => {
    const revive = jest.fn((_key: string, value: unknown) => value);
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a--b', { a: Buffer.from('1\n2\n'), b: Buffer.from('3\n') });
      const subscription = ' ^!   ';
      const expected = '     -(1|)';
      expectObservable(source.pipe(jsonLines({ revive }), take(1))).toBe(expected, { 1: 1 });
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
    expect(revive.mock.calls.map(([, value]) => value)).toEqual([1]);
  });

  it('keeps the order when chunks and the end come in next', () => {
    for (const last of ['complete', 'error'] as const) {
      const source = new Subject<Buffer>();
      const seen: string[] = [];
      source.pipe(lines()).subscribe({
        next: (word) => {
          seen.push(word);
          if (word !== 'one') return;
          source.next(chunks.b);
          source.next(chunks.c);
          if (last === 'error') source.error(new Error('over'));
          else source.complete();
        },
        error: () => seen.push('error'),
        complete: () => seen.push('complete'),
      });
      source.next(chunks.a);
      expect(seen).toEqual(['one', 'two', 'three', last]);
    }
  });

  it.each([
    ['push', '-#   ', '^!   '],
    ['end', ' ----#', '^---!'],
  ] as const)('makes what a decoder throws its error, in %s, and lets it forget', (...row) => {
    const [where, expected, subscription] = row;
    const reset = jest.fn(() => Buffer.alloc(0));
    const decoder: Decoder<string> = { push: jest.fn(), end: jest.fn(), buffered: 0, reset };
    decoder[where] = () => {
      throw new Error(where);
    };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a--|', chunks);
      const result = source.pipe(frames(() => decoder));
      expectObservable(result).toBe(expected, undefined, new Error(where));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
    expect(reset).toHaveBeenCalled();
  });

  it('emits what is left at the end when a decoder can', () => {
    marbles(({ expectObservable }) => {
      const source = concat(of(chunks.a), of(chunks.b));
      const operator = lines({ allowUnterminated: true });
      expectObservable(source.pipe(operator)).toBe('(123|)', { ...words, 3: 'thr' });
    });
  });

  describe('incompleteFrameTimeout', () => {
    const error = (bytes: number): DeadlineError =>
      new DeadlineError(
        `A frame was not complete within 5 ms (incompleteFrameTimeout), of which ${bytes} bytes have come`,
        'incompleteFrameTimeout',
        5,
      );
    const operator = frames(lines(), { incompleteFrameTimeout: 5 });

    it('is from the first byte of a frame on, whatever comes of it meanwhile', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  -a----b-d-d-d-', chunks);
        const subscription = ' ^----------!  ';
        const expected = '     -(12)------#  ';
        expectObservable(source.pipe(operator)).toBe(expected, words, error(5));
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });

    it('is not while nothing is incomplete', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold(' -a----------b---c---------|', chunks);
        const expected = '    -(12)-----------3---------|';
        expectObservable(source.pipe(operator)).toBe(expected, words);
      });
    });

    it('is from the frame before on when that comes with the beginning of another', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold(' b---e-----', chunks);
        const expected = '    ----3----#';
        expectObservable(source.pipe(operator)).toBe(expected, words, error(2));
      });
    });

    it('waits while the connection is held, and anew when it is released', () => {
      marbles(({ cold, expectObservable }) => {
        const unless = fakeWritable();
        script(cold, '        --h----------r', {
          h: () => unless.hold(),
          r: () => unless.release(),
        });
        const source = cold(' b------------------', chunks);
        const expected = '    ------------------#';
        const held = frames(lines(), { incompleteFrameTimeout: 5, unless });
        expectObservable(source.pipe(held)).toBe(expected, words, error(3));
      });
    });

    it('lets what came during a stall of the event loop be read first', () => {
      const time = new LateTime();
      const source = new Subject<Buffer>();
      const seen: unknown[] = [];
      source.pipe(frames(lines(), { incompleteFrameTimeout: 5, scheduler: time })).subscribe({
        next: (line) => seen.push(line),
        error: (thrown: unknown) => seen.push(thrown),
      });
      source.next(chunks.b);
      time.fire(100);
      source.next(chunks.c);
      time.fire(200, 10);
      expect(seen).toEqual(['three']);
      source.next(chunks.b);
      time.fire(300, 10);
      expect(seen).toEqual(['three', error(3)]);
      expect(time.waiting).toBe(0);
    });

    it('is off by default, and refuses a bad limit', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold(' b 10m c|', chunks);
        const expected = '    - 10m 3|';
        expectObservable(source.pipe(frames(lines()))).toBe(expected, words);
      });
      expect(() => frames(lines(), { incompleteFrameTimeout: -1 })).toThrow(
        expect.objectContaining({ option: 'incompleteFrameTimeout' }) as Error,
      );
    });
  });
});
