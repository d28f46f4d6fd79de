import {
  concat,
  concatMap,
  config,
  delay,
  EMPTY,
  finalize,
  firstValueFrom,
  interval,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  Subject,
  take,
  tap,
  throwError,
  timer,
  toArray,
  UnsubscriptionError,
} from 'rxjs';
import { type Connection, type Ending, type Outcome, ResetError, serveEach } from 'rxjs-sockets';
import { bind } from '../support/bind';
import { dialRaw } from '../support/dialRaw';
import { sockets } from '../support/sockets';

/** An outcome, and of its ending what is of interest. */
const outcome = (
  pipeline: Outcome['pipeline'],
  ending: Partial<Record<keyof Ending | 'by' | 'cause', unknown>>,
  error?: unknown,
): unknown =>
  expect.objectContaining({
    pipeline,
    ending: expect.objectContaining(ending) as unknown,
    ...(error !== undefined && { error }),
  });

describe('serveEach', () => {
  const bug = new Error('bug');
  const failing = (): never => {
    throw bug;
  };
  const echo = (connection: Connection): Observable<unknown> =>
    connection.pipe(tap((chunk) => connection.write(chunk)));
  const unhandled: unknown[] = [];

  beforeEach(() => {
    unhandled.length = 0;
    config.onUnhandledError = (error) => unhandled.push(error);
  });
  afterEach(async () => {
    // rxjs reports what is unhandled from a timer.
    await new Promise((resolve) => setTimeout(resolve, 0));
    config.onUnhandledError = null;
    expect(unhandled).toEqual([]);
  });

  it('ends the connection in order when its pipeline completes', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection(' -a-|   ', { a: 'hello' });
      const written = '        -a-|   ';
      const expected = '       ---(o|)';
      const result = of(peer).pipe(
        serveEach(echo),
        tap((each) => expect(each.connection).toBe(peer)),
      );
      const ending = { type: 'end', began: 'peer', bytesRead: 5, bytesWritten: 5 };
      expectObservable(result).toBe(expected, { o: outcome('completed', ending) });
      expectWritten(peer).toBe(written, { a: 'hello' });
    });
    expect.assertions(4);
  });

  it('begins the end itself when the pipeline is done first', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection('      ');
      const written = '        (w|)';
      const expected = '       (o|)';
      const result = of(peer).pipe(
        serveEach((each) => {
          each.write('220 go away');
          return EMPTY;
        }),
      );
      expectObservable(result).toBe(expected, {
        o: outcome('completed', { type: 'local', by: 'end', bytesWritten: 11 }),
      });
      expectWritten(peer).toBe(written, { w: '220 go away' });
    });
  });

  it.each<[string, (connection: Connection) => Observable<unknown>, string, string]>([
    ['of the handler', failing, '#', '(o|)'],
    ['of an operator', (connection) => connection.pipe(map(failing)), '-#', '-(o|)'],
    ['of a tap', (connection) => connection.pipe(tap(failing)), '-#', '-(o|)'],
    [
      'of an inner Observable',
      (connection) => connection.pipe(concatMap(() => throwError(() => bug))),
      '-#',
      '-(o|)',
    ],
  ])('resets the connection on a throw %s', (_, handler, written, expected) => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection('-x');
      expectObservable(of(peer).pipe(serveEach(handler))).toBe(expected, {
        o: outcome('failed', { type: 'local', by: 'reset', cause: bug }, bug),
      });
      expectWritten(peer).toBe(written);
    });
  });

  // No promise settles in virtual time.
  it('resets the connection on a rejection', async () => {
    const bound = await bind();
    const result = firstValueFrom(bound.connections.pipe(serveEach(() => Promise.reject(bug))));
    const peer = await dialRaw(bound.port).catch(() => undefined);
    peer?.write('x');
    const ending = { type: 'local', by: 'reset', cause: bug };
    expect(await result).toMatchObject({ pipeline: 'failed', error: bug, ending });
    bound.stop();
  });

  it('ends the connection on a throw in a next below the handler', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection(' -x---');
      const written = '        -#   ';
      const expected = '       -(o|)';
      const result = of(peer).pipe(
        serveEach((each) => {
          each.subscribe(failing);
          return NEVER;
        }),
      );
      expectObservable(result).toBe(expected, {
        o: outcome('failed', { type: 'failed', cause: bug }, bug),
      });
      expectWritten(peer).toBe(written);
    });
  });

  it('does not touch other connections', () => {
    sockets(({ cold, connection, expectObservable, expectWritten }) => {
      const good = connection('       ---g-|     ');
      const bad = connection('        --b        ');
      const late = connection('       ----l--|   ');
      const source = cold('           (gb)l-|    ', { g: good, b: bad, l: late });
      const writtenGood = '           ---g-|     ';
      const writtenBad = '            --#        ';
      const writtenLate = '           ----l--|   ';
      const expected = '              --b--g-(l|)';
      const result = source.pipe(
        serveEach((each) => (each === bad ? each.pipe(tap(failing)) : echo(each))),
      );
      expectObservable(result).toBe(expected, {
        b: outcome('failed', { type: 'local', by: 'reset' }, bug),
        g: outcome('completed', { type: 'end', bytesWritten: 1 }),
        l: outcome('completed', { type: 'end', bytesWritten: 1 }),
      });
      expectWritten(good).toBe(writtenGood);
      expectWritten(bad).toBe(writtenBad);
      expectWritten(late).toBe(writtenLate);
    });
  });

  it('says how the pipeline of a connection that was reset went', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection('-#    ');
      const expected = '      -(o|) ';
      expectObservable(of(peer).pipe(serveEach(echo))).toBe(expected, {
        o: outcome('failed', { type: 'reset' }, expect.any(ResetError)),
      });
    });
  });

  it('unsubscribes a pipeline that does not read when its socket has closed', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const writes = new Subject<string>();
      const peer = connection(' -----#---');
      const expectedWrites = ' --w-w----';
      const written = '        --w-w----';
      const expected = '       -----(o|)';
      const result = of(peer).pipe(
        serveEach((each) =>
          interval(2).pipe(
            tap(() => writes.next('w')),
            tap(() => each.write('w')),
          ),
        ),
      );
      expectObservable(writes).toBe(expectedWrites);
      expectObservable(result).toBe(expected, { o: outcome('unsubscribed', { type: 'reset' }) });
      expectWritten(peer).toBe(written);
    });
  });

  it('lets a pipeline that turned away come back for the bytes that wait', () => {
    sockets(({ connection, expectObservable, expectEnding }) => {
      const read = new Subject<string>();
      const peer = connection(' -a-b-#     ', { a: 'one', b: 'two' });
      const ended = '          -----e     ';
      const seen = '           -------b   ';
      const expected = '       -------(o|)';
      const result = of(peer).pipe(
        serveEach((each) =>
          each.pipe(
            take(1),
            delay(6),
            concatMap(() => each),
            tap((chunk) => read.next(String(chunk))),
          ),
        ),
      );
      expectObservable(read).toBe(seen, { b: 'two' });
      expectObservable(result).toBe(expected, { o: outcome('failed', { type: 'reset' }) });
      expectEnding(peer).toBe(ended, { e: { type: 'reset' } });
    });
  });

  it('unsubscribes one that does not come back within closeTimeout', () => {
    sockets(({ connection, expectObservable, expectEnding }) => {
      const peer = connection(' -a-#            ', {}, { closeTimeout: 20 });
      const ended = '          ---e            ';
      const expected = '       --- 20ms (o|)   ';
      expectObservable(of(peer).pipe(serveEach(() => NEVER))).toBe(expected, {
        o: outcome('unsubscribed', { type: 'reset' }),
      });
      expectEnding(peer).toBe(ended, { e: { type: 'reset' } });
    });
  });

  it('unsubscribes one that writes on after the end when that is answered with a reset', () => {
    sockets(({ connection, expectObservable, expectEnding }) => {
      const peer = connection(' -(close)        ', {}, { closeTimeout: 20 });
      const ended = '          -----e          ';
      const expected = '       ----- 20ms (o|) ';
      const result = of(peer).pipe(
        serveEach((each) => concat(each, interval(2).pipe(tap(() => each.write('x'))))),
      );
      expectObservable(result).toBe(expected, { o: outcome('unsubscribed', { type: 'reset' }) });
      expectEnding(peer).toBe(ended, { e: { type: 'reset' } });
    });
  });

  it('unsubscribes one that never completes after an orderly end', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const options = { closeTimeout: 20, allowHalfOpen: false };
      const peer = connection(' -|              ', {}, options);
      const written = '        -|              ';
      const expected = '       - 20ms (o|)     ';
      const result = of(peer).pipe(serveEach((each) => merge(each, NEVER)));
      expectObservable(result).toBe(expected, { o: outcome('unsubscribed', { type: 'end' }) });
      expectWritten(peer).toBe(written);
    });
  });

  it('counts as a reader for as long as its pipeline runs', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection('          ', {}, { abandonedTimeout: 5 });
      const written = '        60ms |    ';
      const expected = '       60ms (o|) ';
      expectObservable(of(peer).pipe(serveEach(() => timer(60)))).toBe(expected, {
        o: outcome('completed', { type: 'local', by: 'end' }),
      });
      expectWritten(peer).toBe(written);
    });
  });

  it('takes a throw of a teardown for a failure of the pipeline', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection(' -#   ');
      const expected = '       -(o|)';
      const result = of(peer).pipe(serveEach(() => NEVER.pipe(finalize(failing))));
      expectObservable(result).toBe(expected, {
        o: outcome('failed', { type: 'reset' }, expect.objectContaining({ errors: [bug] })),
      });
    });
  });

  it('resets what is running also when a teardown throws at unsubscription', () => {
    sockets(({ cold, connection, expectEnding, expectWritten }) => {
      const peer = connection(' ----');
      const leave = cold('     --x ');
      const written = '        --# ';
      const ended = '          --e ';
      const result = of(peer).pipe(serveEach(() => NEVER.pipe(finalize(failing))));
      const subscription = result.subscribe();
      leave.subscribe(() => {
        expect(() => subscription.unsubscribe()).toThrow(UnsubscriptionError);
      });
      expectWritten(peer).toBe(written);
      expectEnding(peer).toBe(ended, { e: { type: 'local', by: 'reset' } });
    });
    expect.assertions(4);
  });

  it('leaves a pipeline that was told the end to finish its work', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const work = new Subject<string>();
      const peer = connection(' -a|            ');
      const written = '        --|            ';
      const done = '           -- 20ms d      ';
      const expected = '       -- 20ms (o|)   ';
      const result = of(peer).pipe(
        serveEach((each) =>
          each.pipe(
            toArray(),
            tap(() => each.end()),
            concatMap(() => timer(20)),
            tap(() => work.next('d')),
          ),
        ),
      );
      expectObservable(work).toBe(done);
      expectObservable(result).toBe(expected, { o: outcome('completed', { type: 'end' }) });
      expectWritten(peer).toBe(written);
    });
  });

  it('resets after closeTimeout when the peer does not let the connection close', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection(' 99ms |    ');
      const written = '        |         ';
      const expected = '       20ms (o|) ';
      const cause = expect.objectContaining({ deadline: 'closeTimeout', limit: 20 }) as unknown;
      expectObservable(of(peer).pipe(serveEach(() => of(1), { closeTimeout: 20 }))).toBe(expected, {
        o: outcome('completed', { type: 'local', by: 'deadline', cause }),
      });
      expectWritten(peer).toBe(written);
    });
  });

  it('resets what is running when it is unsubscribed, and lets what is closing close', () => {
    const torn = jest.fn();
    sockets(({ connection, expectEnding, expectObservable, expectWritten }) => {
      const closing = connection('  ------|');
      const running = connection('         ');
      const unsubscribed = '        ---!   ';
      const writtenClosing = '      |      ';
      const writtenRunning = '      ---#   ';
      const endedClosing = '        ------e';
      const endedRunning = '        ---e   ';
      const result = of(closing, running).pipe(
        serveEach((each) => (each === closing ? EMPTY : each.pipe(tap({ unsubscribe: torn })))),
      );
      expectObservable(result, unsubscribed).toBe('');
      expectWritten(closing).toBe(writtenClosing);
      expectWritten(running).toBe(writtenRunning);
      expectEnding(closing).toBe(endedClosing, { e: { type: 'local', by: 'end' } });
      expectEnding(running).toBe(endedRunning, { e: { type: 'local', by: 'reset' } });
    });
    expect(torn).toHaveBeenCalledTimes(1);
  });

  it('completes when the source has and every outcome is told', () => {
    sockets(({ cold, connection, expectObservable, expectWritten }) => {
      const peer = connection(' --x--|   ');
      const source = cold('    p-|      ', { p: peer });
      const written = '        --|      ';
      const expected = '       -----(o|)';
      const result = source.pipe(serveEach((each) => each.pipe(tap(() => each.end()))));
      expectObservable(result).toBe(expected, {
        o: outcome('completed', { type: 'local', by: 'end' }),
      });
      expectWritten(peer).toBe(written);
    });
  });

  it('makes one subscription and one outcome a connection', () => {
    const handler = jest.fn(echo);
    sockets(({ cold, connection, expectObservable }) => {
      const a = connection('   --|       ');
      const b = connection('   -----|    ');
      const c = connection('   ---|      ');
      const d = connection('   ------|   ');
      const e = connection('   ------|   ');
      const source = cold('    a-b-c-(de|)', { a, b, c, d, e });
      const expected = '       --a-cb(de|)';
      const names = new Map([a, b, c, d, e].map((each, index) => [each, 'abcde'[index]]));
      const result = source.pipe(
        serveEach(handler),
        map((each) => names.get(each.connection)),
      );
      expectObservable(result).toBe(expected);
    });
    expect(handler).toHaveBeenCalledTimes(5);
  });
});
