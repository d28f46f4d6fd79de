import {
  concat,
  concatMap,
  EMPTY,
  firstValueFrom,
  lastValueFrom,
  of,
  Subject,
  take,
  tap,
  toArray,
} from 'rxjs';
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
import { record } from '../support/record';
import { until } from '../support/until';

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
  it('is left to the next subscriber of a connection, byte for byte', async () => {
    const { connection, peer } = await pair();
    const body = bytes('some body');
    peer.end(
      Buffer.concat([bytes('\x05\x02ab'), bytes('head\r\n\r\n'), ...lengthPrefixed().encode(body)]),
    );
    const greeting = await firstValueFrom(connection.pipe(readExactly(2)));
    expect(greeting).toEqual(bytes('\x05\x02'));
    expect(String(await firstValueFrom(connection.pipe(readExactly(greeting[1]!))))).toBe('ab');
    const both = concat(
      connection.pipe(readUntil('\r\n\r\n')),
      connection.pipe(lengthPrefixed()),
    ).pipe(toArray());
    expect((await firstValueFrom(both)).map(String)).toEqual(['head', 'some body']);
    connection.end();
    expect(await connection.closed).toMatchObject({ type: 'end', bytesRead: 25 });
  });

  it('is there for a subscriber that comes later, with the end behind it', async () => {
    const { connection, peer } = await pair();
    peer.end('abc');
    await firstValueFrom(connection.pipe(readExactly(1)));
    await connection.peerEnded;
    expect(connection.readableLength).toBe(2);
    expect(await firstValueFrom(connection.pipe(toArray()))).toEqual([bytes('bc')]);
    connection.reset();
  });

  it('is there as well when nobody waits for the whole any more', async () => {
    const { connection, peer } = await pair();
    const subscription = connection.pipe(readExactly(4)).subscribe();
    peer.write('ab');
    await until(() => connection.bytesRead === 2);
    subscription.unsubscribe();
    peer.write('cd');
    expect(String(await firstValueFrom(connection.pipe(readExactly(4))))).toBe('abcd');
    connection.reset();
  });

  it('goes on to the next step while somebody else reads along, who has got it', async () => {
    const { connection, peer } = await pair();
    const seen: string[] = [];
    const steps = concat(
      connection.pipe(readExactly(1)),
      connection.pipe(readUntil('\n')),
      connection.pipe(lines()),
    );
    const along: string[] = [];
    connection.subscribe((chunk) => along.push(String(chunk)));
    const done = lastValueFrom(steps.pipe(tap((step) => seen.push(String(step)))));
    peer.write('1hello\nfirst\n');
    await until(() => seen.length === 3);
    peer.end('second\n');
    await done;
    expect(seen).toEqual(['1', 'hello', 'first', 'second']);
    expect(along).toEqual(['1hello\nfirst\n', 'second\n']);
    connection.reset();
  });

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

  it('is given up when nobody comes, so that who reads along goes on', async () => {
    const { connection, peer } = await pair();
    const seen = record(connection);
    const first = firstValueFrom(connection.pipe(readExactly(1)));
    peer.write('abc');
    expect(String(await first)).toBe('a');
    await new Promise(setImmediate);
    peer.end('def');
    await until(() => seen.text === 'abcdef');
    const late = record(connection);
    expect(await seen.over).toBe('complete');
    expect(late.text).toBe('');
    expect(connection.unshift(bytes('late'))).toBe(false);
    connection.reset();
  });

  it('is not thrown away by a close between two steps', async () => {
    const { connection, peer } = await pair();
    const step = connection.pipe(readExactly(2));
    const all = concat(step.pipe(tap(() => void connection.close())), step, step);
    peer.end('aabbcc');
    expect((await firstValueFrom(all.pipe(toArray()))).map(String)).toEqual(['aa', 'bb', 'cc']);
    peer.destroy();
  });

  it('is there behind one frame of any framing, for whoever subscribes then', async () => {
    const { connection, peer } = await pair();
    peer.end('one\ntwo\nthree\n');
    const all = concat(connection.pipe(lines(), take(1)), connection.pipe(lines()));
    expect(await firstValueFrom(all.pipe(toArray()))).toEqual(['one', 'two', 'three']);
    connection.reset();
  });

  it('is there of a frame that was not complete', async () => {
    const { connection, peer } = await pair();
    const subscription = connection.pipe(lines()).subscribe();
    peer.write('ha');
    await until(() => connection.bytesRead === 2);
    subscription.unsubscribe();
    peer.end('lf\n');
    expect(await firstValueFrom(connection.pipe(lines()))).toBe('half');
    connection.reset();
  });

  it('is there within the first frame, too', async () => {
    const { connection, peer } = await pair();
    peer.end('header\n\0\0\0\x02ab\0\0\0\x01c');
    const bodies = connection.pipe(
      lines(),
      take(1),
      concatMap(() => connection.pipe(lengthPrefixed())),
      toArray(),
    );
    expect((await firstValueFrom(bodies)).map(String)).toEqual(['ab', 'c']);
    connection.reset();
  });

  it('is lost behind anything else, which can not take it back', () => {
    const source = new Subject<Buffer>();
    const seen: Buffer[] = [];
    concat(source.pipe(readExactly(1)), source.pipe(readExactly(1))).subscribe((each) =>
      seen.push(each),
    );
    source.next(bytes('abc'));
    source.next(bytes('def'));
    expect(seen.map(String)).toEqual(['a', 'd']);
    expect(() => of(bytes('abc')).pipe(readExactly(1)).subscribe()).not.toThrow();
  });
});
