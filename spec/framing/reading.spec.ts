import { concat, concatMap, EMPTY, firstValueFrom, map, of, take, tap } from 'rxjs';
import {
  FrameSizeError,
  lengthPrefixed,
  lines,
  OptionError,
  readExactly,
  readUntil,
  TruncatedFrameError,
} from 'rxjs-sockets';
import { marbles } from '../support/marbles';
import { pair } from '../support/pair';
import { sockets } from '../support/sockets';

const bytes = (text: string): Buffer => Buffer.from(text);

describe('readExactly', () => {
  it('takes so many bytes and completes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a--b--c', { a: bytes('ab'), b: bytes('cd'), c: bytes('ef') });
      const subscription = ' ^---!   ';
      const expected = '     ----(f|)';
      expectObservable(source.pipe(readExactly(3))).toBe(expected, { f: bytes('abc') });
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('errors when the source ends before, with what there was', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' -a--|', { a: bytes('ab') });
      const expected = '    ----#';
      const error = new TruncatedFrameError(2, 3);
      expectObservable(source.pipe(readExactly(3))).toBe(expected, undefined, error);
      expectObservable(EMPTY.pipe(readExactly(3))).toBe(
        '#',
        undefined,
        new TruncatedFrameError(0, 3),
      );
      expectObservable(cold('-#').pipe(readExactly(3) as never)).toBe('-#');
    });
  });

  it('refuses a size that is none', () => {
    for (const size of [-1, 1.5, NaN]) expect(() => readExactly(size)).toThrow(OptionError);
  });
});

describe('readUntil', () => {
  it('takes what is before the delimiter and completes', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' -a--b--', { a: bytes('ab\r'), b: bytes('\ncd\r\n') });
      const expected = '    ----(f|)';
      expectObservable(source.pipe(readUntil('\r\n'))).toBe(expected, { f: bytes('ab') });
    });
  });

  it('errors when there is none, or not soon enough', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' -a--|', { a: bytes('abcd') });
      expectObservable(source.pipe(readUntil('\n'))).toBe(
        '----#',
        undefined,
        new TruncatedFrameError(4),
      );
      expectObservable(source.pipe(readUntil('\n', { maxLength: 3 }))).toBe(
        '-#',
        undefined,
        new FrameSizeError('maxLength', 3, undefined, 1),
      );
    });
  });
});

describe('what comes behind', () => {
  it('is left to the next subscriber of a connection, byte for byte', () => {
    sockets(({ cold, connection, expectEnding, expectObservable }) => {
      const body = lengthPrefixed().encode(bytes('some body'));
      const all = Buffer.concat([bytes('\x05\x02ab'), bytes('head\r\n\r\n'), ...body]);
      const peer = connection('(a|)      ', { a: all });
      const size = '           ^         ';
      const expectedSize = '   (s|)      ';
      const name = '           -^        ';
      const expectedName = '   -(n|)     ';
      const head = '           --^       ';
      const expectedHead = '   --(h|)    ';
      const rest = '           ---^      ';
      const expectedRest = '   ---(b|)   ';
      const end = cold('       --------x ');
      const ended = '          --------e ';
      expectObservable(peer.pipe(readExactly(2)), size).toBe(expectedSize, { s: '\x05\x02' });
      expectObservable(peer.pipe(readExactly(2)), name).toBe(expectedName, { n: 'ab' });
      expectObservable(peer.pipe(readUntil('\r\n\r\n')), head).toBe(expectedHead, { h: 'head' });
      expectObservable(peer.pipe(lengthPrefixed()), rest).toBe(expectedRest, { b: 'some body' });
      end.subscribe(() => peer.end());
      expectEnding(peer).toBe(ended, { e: { type: 'end', bytesRead: 25 } });
    });
  });

  it('is there for a subscriber that comes later, with the end behind it', () => {
    sockets(({ cold, connection, expectObservable }) => {
      const peer = connection('(a|)  ', { a: 'abc' });
      const first = '          ^     ';
      const expectedFirst = '  (a|)  ';
      const look = cold('      --l   ').pipe(map(() => peer.readableLength));
      const length = '         --2   ';
      const later = '          ---^  ';
      const expectedLater = '  ---(b|)';
      expectObservable(peer.pipe(readExactly(1)), first).toBe(expectedFirst);
      expectObservable(look).toBe(length, { 2: 2 });
      expectObservable(peer, later).toBe(expectedLater, { b: 'bc' });
    });
  });

  it('is there as well when nobody waits for the whole any more', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection('-a---b  ', { a: 'ab', b: 'cd' });
      const first = '          ^-!     ';
      const later = '          ---^    ';
      const expectedLater = '  -----(f|)';
      expectObservable(peer.pipe(readExactly(4)), first).toBe('');
      expectObservable(peer.pipe(readExactly(4)), later).toBe(expectedLater, { f: 'abcd' });
    });
  });

  it('goes on to the next step while somebody else reads along, who has got it', () => {
    sockets(({ connection, expectObservable }) => {
      const text = { a: '1hello\nfirst\n', b: 'second\n' };
      const peer = connection('-a----b|', text);
      const expectedAlong = '  -a----b|';
      const expected = '       -(123)4|';
      const steps = concat(
        peer.pipe(readExactly(1)),
        peer.pipe(readUntil('\n')),
        peer.pipe(lines()),
      );
      expectObservable(peer).toBe(expectedAlong, text);
      expectObservable(steps).toBe(expected, { 1: '1', 2: 'hello', 3: 'first', 4: 'second' });
    });
  });

  // No promise settles in virtual time.
  it('and also when the next step comes behind an await', async () => {
    const { connection, peer } = await pair();
    connection.subscribe();
    peer.end('1hello\nfirst\n');
    const seen = [
      await firstValueFrom(connection.pipe(readExactly(1))),
      await firstValueFrom(connection.pipe(readUntil('\n'))),
      await firstValueFrom(connection.pipe(lines())),
    ];
    expect(seen.map(String)).toEqual(['1', 'hello', 'first']);
    connection.reset();
  });

  it('is given up when nobody comes, so that who reads along goes on', () => {
    sockets(({ cold, connection, expectObservable }) => {
      const peer = connection('-a--d-|', { a: 'abc', d: 'def' });
      const expectedAlong = '  -a--d-|';
      const expectedFirst = '  -(f|)  ';
      const late = '           -----^ ';
      const expectedLate = '   ------|';
      const back = cold('      -------x').pipe(map(() => peer.unshift(bytes('late'))));
      const expectedBack = '   -------n';
      expectObservable(peer).toBe(expectedAlong, { a: 'abc', d: 'def' });
      expectObservable(peer.pipe(readExactly(1))).toBe(expectedFirst, { f: 'a' });
      expectObservable(peer, late).toBe(expectedLate);
      expectObservable(back).toBe(expectedBack, { n: false });
    });
  });

  it('is not thrown away by a close between two steps', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection('(t|)  ', { t: 'aabbcc' });
      const expected = '       (abc|)';
      const step = peer.pipe(readExactly(2));
      const all = concat(step.pipe(tap(() => void peer.close())), step, step);
      expectObservable(all).toBe(expected, { a: 'aa', b: 'bb', c: 'cc' });
    });
  });

  it('is there behind one frame of any framing, for whoever subscribes then', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection('(t|)  ', { t: 'one\ntwo\nthree\n' });
      const expected = '       (123|)';
      const all = concat(peer.pipe(lines(), take(1)), peer.pipe(lines()));
      expectObservable(all).toBe(expected, { 1: 'one', 2: 'two', 3: 'three' });
    });
  });

  it('is there of a frame that was not complete', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection('-a---b|', { a: 'ha', b: 'lf\n' });
      const first = '          ^--!   ';
      const later = '          ----^  ';
      const expectedLater = '  -----h|';
      expectObservable(peer.pipe(lines()), first).toBe('');
      expectObservable(peer.pipe(lines()), later).toBe(expectedLater, { h: 'half' });
    });
  });

  it('is there within the first frame, too', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection('(t|) ', { t: 'header\n\0\0\0\x02ab\0\0\0\x01c' });
      const expected = '       (ac|)';
      const bodies = peer.pipe(
        lines(),
        take(1),
        concatMap(() => peer.pipe(lengthPrefixed())),
      );
      expectObservable(bodies).toBe(expected, { a: 'ab', c: 'c' });
    });
  });

  it('is lost behind anything else, which can not take it back', () => {
    marbles(({ hot, expectObservable }) => {
      const source = hot('-a-d  ', { a: bytes('abc'), d: bytes('def') });
      const expected = '  -a-(d|)';
      const both = concat(source.pipe(readExactly(1)), source.pipe(readExactly(1)));
      const sync = of(bytes('abc')).pipe(readExactly(1));
      expectObservable(both).toBe(expected, { a: bytes('a'), d: bytes('d') });
      expectObservable(sync).toBe('(a|)', { a: bytes('a') });
    });
  });
});
