import {
  concat,
  concatMap,
  config,
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
  Subscription,
  take,
  tap,
  throwError,
  timer,
  toArray,
  UnsubscriptionError,
} from 'rxjs';
import { type Connection, connect, type Outcome, ResetError, serveEach } from 'rxjs-sockets';
import { bind, type Bound } from '../support/bind';
import { dialRaw } from '../support/dialRaw';
import { ManualTime } from '../support/ManualTime';
import { record } from '../support/record';
import { until } from '../support/until';

describe('serveEach', () => {
  const bug = new Error('bug');
  const failing = (): never => {
    throw bug;
  };
  let bound: Bound;
  const unhandled: unknown[] = [];

  beforeEach(async () => {
    bound = await bind();
    unhandled.length = 0;
    config.onUnhandledError = (error) => unhandled.push(error);
  });
  afterEach(async () => {
    bound.stop();
    // rxjs reports what is unhandled from a timer.
    await new Promise((resolve) => setTimeout(resolve, 0));
    config.onUnhandledError = null;
    expect(unhandled).toEqual([]);
  });

  const serving = (
    handler: (connection: Connection) => Observable<unknown> | Promise<unknown> | unknown[],
  ): Promise<Outcome> => firstValueFrom(bound.connections.pipe(serveEach(handler)));

  const echo = (connection: Connection): Observable<unknown> =>
    connection.pipe(tap((chunk) => connection.write(chunk)));

  it('ends the connection in order when its pipeline completes', async () => {
    const outcome = serving(echo);
    const peer = await dialRaw(bound.port);
    const echoed = new Promise((resolve) => peer.once('data', resolve));
    peer.end('hello');
    expect(String(await echoed)).toBe('hello');
    expect(await outcome).toMatchObject({
      connection: await bound.first(),
      pipeline: 'completed',
      ending: { type: 'end', began: 'peer', bytesRead: 5, bytesWritten: 5 },
    });
  });

  it('begins the end itself when the pipeline is done first', async () => {
    const outcome = serving((connection) => {
      connection.write('220 go away');
      return EMPTY;
    });
    const peer = await dialRaw(bound.port);
    peer.on('end', () => peer.end()).resume();
    expect(await outcome).toMatchObject({
      pipeline: 'completed',
      ending: { type: 'local', by: 'end', bytesWritten: 11 },
    });
  });

  it.each<[string, (connection: Connection) => Observable<unknown> | unknown[] | Promise<unknown>]>(
    [
      ['of the handler', failing],
      ['of an operator', (connection) => connection.pipe(map(failing))],
      ['of a tap', (connection) => connection.pipe(tap(failing))],
      [
        'of an inner Observable',
        (connection) => connection.pipe(concatMap(() => throwError(() => bug))),
      ],
      ['of a promise', () => Promise.reject(bug)],
    ],
  )('resets the connection on a throw %s', async (_, handler) => {
    const outcome = serving(handler);
    // A handler that throws at once resets before the peer knows that it is connected.
    const peer = await dialRaw(bound.port).catch(() => undefined);
    peer?.write('x');
    expect(await outcome).toMatchObject({
      pipeline: 'failed',
      error: bug,
      ending: { type: 'local', by: 'reset', cause: bug },
    });
  });

  it('ends the connection on a throw in a next below the handler', async () => {
    const outcome = serving((connection) => {
      connection.subscribe(failing);
      return NEVER;
    });
    const peer = await dialRaw(bound.port);
    peer.write('x');
    expect(await outcome).toMatchObject({
      pipeline: 'failed',
      error: bug,
      ending: { type: 'failed', cause: bug },
    });
  });

  it('does not touch other connections', async () => {
    const outcomes: Outcome[] = [];
    bound.connections
      .pipe(
        serveEach((connection) =>
          connection.pipe(
            tap((chunk) => {
              if (String(chunk) === 'bad') failing();
              connection.write(chunk);
            }),
          ),
        ),
      )
      .subscribe((outcome) => outcomes.push(outcome));
    const [good, bad] = await Promise.all([dialRaw(bound.port), dialRaw(bound.port)]);
    bad.write('bad');
    await until(() => outcomes.length === 1);
    const echoed = new Promise((resolve) => good.once('data', resolve));
    good.end('good');
    expect(String(await echoed)).toBe('good');
    await until(() => outcomes.length === 2);
    expect(outcomes.map(({ pipeline }) => pipeline)).toEqual(['failed', 'completed']);
    expect((await dialRaw(bound.port)).destroy().destroyed).toBe(true);
  });

  it('says how the pipeline of a connection that was reset went', async () => {
    const outcome = serving(echo);
    const peer = await dialRaw(bound.port);
    peer.resetAndDestroy();
    expect(await outcome).toMatchObject({
      pipeline: 'failed',
      error: expect.any(ResetError) as Error,
      ending: { type: 'reset' },
    });
  });

  it('unsubscribes a pipeline that does not read when its socket has closed', async () => {
    let ticks = 0;
    const outcome = serving((connection) =>
      interval(1).pipe(tap((tick) => (ticks++, connection.write(String(tick))))),
    );
    const peer = await dialRaw(bound.port);
    await new Promise((resolve) => peer.once('data', resolve));
    peer.resetAndDestroy();
    expect(await outcome).toMatchObject({ pipeline: 'unsubscribed', ending: { type: 'reset' } });
    const after = ticks;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(ticks).toBe(after);
  });

  it('lets a pipeline that turned away come back for the bytes that wait', async () => {
    const gate = new Subject<void>();
    const seen: string[] = [];
    const outcome = serving((connection) =>
      connection.pipe(
        take(1),
        concatMap(() => gate),
        concatMap(() => connection),
        tap((chunk) => seen.push(String(chunk))),
      ),
    );
    const peer = await dialRaw(bound.port);
    peer.write('one');
    const connection = await bound.first();
    await until(() => gate.observed);
    peer.write('two');
    await until(() => connection.readableLength === 3);
    peer.resetAndDestroy();
    await connection.closed;
    gate.next();
    expect(await outcome).toMatchObject({ pipeline: 'failed', ending: { type: 'reset' } });
    expect(seen).toEqual(['two']);
  });

  it('unsubscribes one that does not come back within closeTimeout', async () => {
    bound.stop();
    bound = await bind({ closeTimeout: 20 });
    const outcome = serving(() => NEVER);
    const peer = await dialRaw(bound.port);
    peer.write('never read');
    const connection = await bound.first();
    await until(() => connection.readableLength > 0);
    peer.resetAndDestroy();
    expect(await outcome).toMatchObject({ pipeline: 'unsubscribed', ending: { type: 'reset' } });
  });

  it('waits for that on the scheduler of the connection', async () => {
    bound.stop();
    const time = new ManualTime();
    bound = await bind({ closeTimeout: 20, scheduler: time });
    const outcomes = serving(() => NEVER);
    let over = false;
    void outcomes.then(() => (over = true));
    const peer = await dialRaw(bound.port);
    peer.write('never read');
    const connection = await bound.first();
    await until(() => connection.readableLength > 0);
    peer.resetAndDestroy();
    await connection.closed;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(over).toBe(false);
    time.advance(20);
    expect(await outcomes).toMatchObject({ pipeline: 'unsubscribed' });
  });

  it('unsubscribes one that writes on after the end when that is answered with a reset', async () => {
    bound.stop();
    bound = await bind({ closeTimeout: 20 });
    const outcome = serving((connection) =>
      concat(connection, interval(1).pipe(tap(() => connection.write('x')))),
    );
    (await dialRaw(bound.port)).destroy();
    expect(await outcome).toMatchObject({ pipeline: 'unsubscribed', ending: { type: 'reset' } });
  });

  it('unsubscribes one that never completes after an orderly end', async () => {
    bound.stop();
    bound = await bind({ closeTimeout: 20, allowHalfOpen: false });
    const outcome = serving((connection) => merge(connection, NEVER));
    const peer = await dialRaw(bound.port);
    peer.resume().end();
    expect(await outcome).toMatchObject({ pipeline: 'unsubscribed', ending: { type: 'end' } });
  });

  it('counts as a reader for as long as its pipeline runs', async () => {
    bound.stop();
    bound = await bind({ abandonedTimeout: 5 });
    const outcome = serving(() => timer(60));
    const peer = await dialRaw(bound.port);
    peer.on('end', () => peer.end()).resume();
    expect(await outcome).toMatchObject({ pipeline: 'completed', ending: { by: 'end' } });
  });

  it('takes a throw of a teardown for a failure of the pipeline', async () => {
    const outcome = serving(() => NEVER.pipe(finalize(failing)));
    (await dialRaw(bound.port)).resetAndDestroy();
    const { pipeline, ending } = await outcome;
    expect([pipeline, ending.type]).toEqual(['failed', 'reset']);
  });

  it('resets what is running also when a teardown throws at unsubscription', async () => {
    const subscription = bound.connections
      .pipe(serveEach(() => NEVER.pipe(finalize(failing))))
      .subscribe();
    await dialRaw(bound.port);
    const connection = await bound.first();
    expect(() => subscription.unsubscribe()).toThrow(UnsubscriptionError);
    expect(await connection.closed).toMatchObject({ type: 'local', by: 'reset' });
  });

  it('leaves a pipeline that was told the end to finish its work', async () => {
    let done = false;
    const outcome = serving((connection) =>
      connection.pipe(
        toArray(),
        tap(() => connection.end()),
        concatMap(() => timer(20)),
        tap(() => (done = true)),
      ),
    );
    const peer = await dialRaw(bound.port);
    peer.end('x');
    expect(await outcome).toMatchObject({ pipeline: 'completed', ending: { type: 'end' } });
    expect(done).toBe(true);
  });

  it('resets after closeTimeout when the peer does not let the connection close', async () => {
    const outcomes = bound.connections.pipe(serveEach(() => of(1), { closeTimeout: 20 }));
    const outcome = firstValueFrom(outcomes);
    await dialRaw(bound.port);
    expect(await outcome).toMatchObject({
      pipeline: 'completed',
      ending: { type: 'local', by: 'deadline', cause: { deadline: 'closeTimeout', limit: 20 } },
    });
  });

  it('resets what is running when it is unsubscribed, and lets what is closing close', async () => {
    const torn = jest.fn();
    const connections: Connection[] = [];
    const subscription = bound.connections
      .pipe(
        serveEach((connection) => {
          connections.push(connection);
          return connections.length === 1 ? EMPTY : connection.pipe(tap({ unsubscribe: torn }));
        }),
      )
      .subscribe();
    const closing = await dialRaw(bound.port);
    await new Promise((resolve) => closing.on('end', resolve).resume());
    const running = await dialRaw(bound.port);
    await until(() => connections.length === 2);
    subscription.unsubscribe();
    expect(torn).toHaveBeenCalledTimes(1);
    closing.end();
    running.resume();
    expect(await connections[0]!.closed).toMatchObject({ type: 'local', by: 'end' });
    expect(await connections[1]!.closed).toMatchObject({ type: 'local', by: 'reset' });
  });

  it('completes when the source has and every outcome is told', async () => {
    const outcomes = firstValueFrom(
      connect(bound.port).pipe(
        serveEach((connection) => connection.pipe(tap(() => connection.end()))),
        toArray(),
      ),
    );
    const server = await bound.first();
    server.write('x');
    server.end();
    await record(server).over;
    expect(await outcomes).toMatchObject([
      { pipeline: 'completed', ending: { type: 'local', by: 'end' } },
    ]);
  });

  it('makes one subscription and one outcome a connection', async () => {
    const subscriptions = new Subscription();
    const handler = jest.fn(echo);
    const outcomes: Outcome[] = [];
    subscriptions.add(
      bound.connections.pipe(serveEach(handler)).subscribe((outcome) => outcomes.push(outcome)),
    );
    for (let count = 1; count <= 5; count++) {
      (await dialRaw(bound.port)).end();
      await until(() => outcomes.length === count);
    }
    expect(handler).toHaveBeenCalledTimes(5);
    expect(new Set(outcomes.map(({ connection }) => connection)).size).toBe(5);
    subscriptions.unsubscribe();
  });
});
