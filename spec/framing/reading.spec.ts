import { concat, EMPTY, firstValueFrom, merge, of, Subject, toArray } from 'rxjs';
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
    for (const size of [0, -1, 1.5, NaN]) expect(() => readExactly(size)).toThrow(OptionError);
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
        new FrameSizeError('maxLength', 3),
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

  it('is not put back while others are subscribed, who have got it', async () => {
    const { connection, peer } = await pair();
    const seen: string[] = [];
    const all = merge(
      connection.pipe(lines({ encoding: 'buffer' })),
      connection.pipe(readExactly(1)),
    ).pipe(toArray());
    peer.end('abc\n');
    for (const each of await firstValueFrom(all)) seen.push(String(each));
    expect(seen.sort()).toEqual(['a', 'abc']);
    expect(connection.unshift(bytes('late'))).toBe(false);
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
