import type { AddressInfo } from 'node:net';
import {
  defer,
  firstValueFrom,
  lastValueFrom,
  map,
  mergeMap,
  type Observable,
  repeat,
  retry,
  take,
  takeUntil,
  tap,
  timer,
  toArray,
} from 'rxjs';
import {
  connect,
  ConnectError,
  type Connection,
  DeadlineError,
  type Drop,
  heartbeat,
  idleTimeout,
  IdleTimeoutError,
  lines,
  listen,
  ListenError,
  ResetError,
  serveEach,
} from 'rxjs-sockets';
import { memory, runSockets as run, type SocketHelpers } from 'rxjs-sockets/testing';
import { record } from '../support/record';
import { until } from '../support/until';

const runSockets = (test: (helpers: SocketHelpers) => void): void =>
  run(test, (actual, expected) => expect(actual).toEqual(expected));

const echo = serveEach((each) => each.pipe(tap((chunk) => each.write(chunk))));
const saying = (what: string) => mergeMap((server: Connection) => (server.write(what), server));
const refused = { code: 'ERR_CONNECT', cause: { code: 'ECONNREFUSED' } };

describe('memory in virtual time', () => {
  it('has a server and its clients', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 5, scheduler });
      listen({ port: 7000, transport }).pipe(echo).subscribe();
      const client = connect({ port: 7000, transport });
      const answers = client.pipe(saying('hello'));
      // Two ways to connect, and two for the echo.
      expectObservable(answers, '^ 100ms !').toBe('20ms a', { a: 'hello' });
    });
  });

  it('tells how each was served', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 1, scheduler });
      const served = listen({ port: 7000, transport, scheduler }).pipe(
        serveEach((each) => each.pipe(lines(), take(1))),
        map(({ pipeline, ending }) => `${pipeline} ${ending.type} ${ending.bytesRead}`),
      );
      expectObservable(served, '^ 50ms !').toBe('-------a--b', {
        a: 'completed local 3',
        b: 'failed reset 0',
      });
      const talks = connect({ port: 7000, transport }).pipe(
        mergeMap((server) => {
          server.write('hi\n');
          return server.pipe(tap({ complete: () => server.end() }));
        }),
      );
      // Connected after 2 ms, read after 3, ended by the server, and ended here after 4.
      timer(2)
        .pipe(mergeMap(() => talks))
        .subscribe();
      timer(7)
        .pipe(mergeMap(() => connect({ port: 7000, transport })))
        .subscribe((server) => server.reset());
    });
  });

  it('refuses while nobody listens, so that a client dials again', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 10, scheduler });
      const dialled: number[] = [];
      const client = defer(() => {
        dialled.push(scheduler.now());
        return connect({ port: 7000, transport });
      }).pipe(retry({ delay: () => timer(100) }), saying('x'));
      timer(250)
        .pipe(
          mergeMap(() => listen({ port: 7000, transport })),
          echo,
        )
        .subscribe();
      // At 0, 120 and 240 ms: the last one gets there as soon as somebody listens.
      expectObservable(client, '^ 299ms !').toBe('280ms x');
      timer(299).subscribe(() => expect(dialled).toEqual([0, 120, 240]));
    });
  });

  it('says what refused', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 3, scheduler });
      const dial = (to: object): Observable<unknown> =>
        connect({ ...(to as { port: number }), transport });
      expectObservable(dial({ port: 7000 })).toBe('------#', undefined, refused);
      expectObservable(dial({ path: '/run/no' })).toBe('------#', undefined, {
        message: "Can't connect to /run/no: connect ENOENT /run/no",
        cause: { code: 'ENOENT', syscall: 'connect', address: '/run/no' },
      });
    });
  });

  it('gives up dialling in time', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 400, scheduler });
      const accepted = listen({ port: 7000, transport });
      expectObservable(accepted, '^ 5s !').toBe('');
      const dialled = connect({ port: 7000, connectTimeout: 500, transport });
      expectObservable(dialled).toBe('500ms #', undefined, { cause: DeadlineError });
    });
  });

  it('loses the connections of now; who dials anew gets through', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 1, scheduler });
      const beat = { every: 1_000, frame: 'H', jitter: 0 };
      const server = listen({ port: 7000, transport })
        .pipe(serveEach((each) => each.pipe(heartbeat(each, beat))))
        .subscribe();
      timer(6_000).subscribe(() => server.unsubscribe());
      const beats = connect({ port: 7000, transport }).pipe(
        mergeMap((server) => server.pipe(idleTimeout({ each: 1_500 }))),
        tap({ error: (error: unknown) => expect(error).toBeInstanceOf(IdleTimeoutError) }),
        retry({ delay: 100 }),
        map((chunk) => String(chunk)),
      );
      timer(2_500).subscribe(() => transport.lose());
      // Accepted after 3 ms; lost after two beats; found 1.5 s after the last; dialled 100 ms later.
      expectObservable(beats, '^ 5s !').toBe('1004ms H 999ms H 2603ms H');
    });
  });

  it('leaves a server that is gone with nobody, and the connections with theirs', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 2, scheduler });
      const accepted = listen({ port: 7000, transport }).pipe(takeUntil(timer(10)));
      accepted.subscribe((each) => each.subscribe((chunk) => each.end(chunk)));
      const client = connect({ port: 7000, transport });
      const slow = client.pipe(
        mergeMap((server) => {
          timer(20).subscribe(() => server.end('still there'));
          return server;
        }),
      );
      // Connected after 4 ms, and there and back again.
      expectObservable(slow).toBe('28ms (a|)', { a: 'still there' });
      expectObservable(timer(20).pipe(mergeMap(() => client))).toBe('24ms #', undefined, refused);
    });
  });

  it('cuts who has connected to a server that was gone before it knew', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ latency: 4, scheduler });
      const accepted = listen({ port: 7000, transport }).pipe(takeUntil(timer(10)));
      expectObservable(accepted).toBe('10ms |');
      const client = connect({ port: 7000, transport }).pipe(saying('x'));
      // There at 4, back at 8, there for good at 12, and back.
      expectObservable(client).toBe('16ms #', undefined, ResetError);
    });
  });
});

describe('memory in real time', () => {
  /** Listens, and tells where. */
  async function bound(
    transport: ReturnType<typeof memory>,
    options: Partial<Exclude<Parameters<typeof listen>[0], number | string>> = {},
  ) {
    const connections: Connection[] = [];
    let told: AddressInfo | string | undefined;
    const subscription = listen({
      port: 0,
      transport,
      ...options,
      onListening: (address) => (told = address),
    }).subscribe((each) => connections.push(each));
    expect(told).toBe(undefined);
    await until(() => told !== undefined);
    return { connections, address: told!, stop: () => subscription.unsubscribe() };
  }

  it('chooses a port, tells it later, and frees it', async () => {
    const transport = memory();
    const { address, stop } = await bound(transport);
    expect(address).toEqual({
      address: '127.0.0.1',
      family: 'IPv4',
      port: expect.any(Number) as number,
    });
    const { port } = address as AddressInfo;
    const other = await bound(transport);
    expect((other.address as AddressInfo).port).not.toBe(port);
    const taken = lastValueFrom(listen({ port, transport }));
    await expect(taken).rejects.toBeInstanceOf(ListenError);
    await expect(taken).rejects.toMatchObject({
      message: `Can't listen on *:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
      cause: { code: 'EADDRINUSE', syscall: 'listen', port },
    });
    stop();
    (await bound(transport, { port })).stop();
    other.stop();
  });

  it('is a network of its own', async () => {
    const { address, stop } = await bound(memory());
    const { port } = address as AddressInfo;
    await expect(lastValueFrom(connect({ port, transport: memory() }))).rejects.toMatchObject(
      refused,
    );
    stop();
  });

  it('knows the addresses of both ends', async () => {
    const transport = memory();
    const { connections, stop } = await bound(transport, { port: 7000 });
    const client = await firstValueFrom(connect({ port: 7000, host: 'any.example', transport }));
    await until(() => connections.length > 0);
    const [server] = connections;
    expect(String(client)).toBe(`127.0.0.1:${client.localPort} <-> 127.0.0.1:7000`);
    expect(String(server)).toBe(`127.0.0.1:7000 <-> 127.0.0.1:${client.localPort}`);
    stop();
    client.reset();
  });

  it('has Unix sockets, which know no addresses and no resets', async () => {
    const transport = memory();
    const path = '/run/in-memory';
    const { address, connections, stop } = await bound(transport, { port: undefined, path });
    expect(address).toBe(path);
    const taken = lastValueFrom(listen({ path, transport }));
    await expect(taken).rejects.toMatchObject({ cause: { code: 'EADDRINUSE', address: path } });
    const client = await firstValueFrom(connect({ path, transport }));
    await until(() => connections.length > 0);
    const [server] = connections;
    expect([String(client), String(server)]).toEqual([`? <-> ${path}`, `${path} <-> ?`]);
    const seen = record(server!);
    client.write('hi');
    client.reset();
    await seen.over;
    expect([seen.text, seen.last]).toEqual(['hi', 'complete']);
    stop();
    server!.end();
  });

  it('has no descriptors', async () => {
    const failed = lastValueFrom(listen({ fd: 3, transport: memory() } as never));
    await expect(failed).rejects.toMatchObject({ cause: { code: 'EINVAL' } });
  });

  it('drops whom it has no place for', async () => {
    const transport = memory();
    const drops: Drop[] = [];
    const limits = { maxConnections: 1, onDrop: (drop: Drop) => drops.push(drop) };
    const { connections, stop } = await bound(transport, { port: 7000, ...limits });
    const dial = (): Promise<Connection> => firstValueFrom(connect({ port: 7000, transport }));
    const first = await dial();
    const second = await dial();
    const seen = record(second);
    expect(await seen.over).toBe('complete');
    expect(drops).toEqual([
      {
        reason: 'maxConnections',
        localAddress: '127.0.0.1',
        localFamily: 'IPv4',
        localPort: 7000,
        remoteAddress: '127.0.0.1',
        remoteFamily: 'IPv4',
        remotePort: second.localPort,
      },
    ]);
    second.end();
    first.reset();
    await connections[0]!.closed;
    const third = await dial();
    await until(() => connections.length === 2);
    third.reset();
    stop();
  });

  it('gives up dialling when nobody is there for it any more', async () => {
    const transport = memory({ latency: 5 });
    const { connections, stop } = await bound(transport, { port: 7000 });
    const dialled = connect({ port: 7000, transport }).subscribe(fail);
    setTimeout(() => dialled.unsubscribe(), 2);
    const other = await firstValueFrom(connect({ port: 7000, transport }));
    await until(() => connections.length === 1);
    expect(connections[0]!.remotePort).toBe(other.localPort);
    other.reset();
    stop();
  });

  it('tells nothing any more once it is stopped', async () => {
    const onListening = jest.fn();
    const transport = memory();
    listen({ port: 7000, transport, onListening }).subscribe().unsubscribe();
    const other = listen({ port: 7000, transport }).subscribe();
    listen({ port: 7000, transport }).subscribe({ error: fail }).unsubscribe();
    // What failed to take it doesn't free it.
    await expect(lastValueFrom(listen({ port: 7000, transport }))).rejects.toBeInstanceOf(
      ListenError,
    );
    expect(onListening).not.toHaveBeenCalled();
    other.unsubscribe();
  });

  it('serves many at once, in pieces of any size', async () => {
    const transport = memory({ split: 3 });
    const server = listen({ port: 7000, transport })
      .pipe(
        serveEach((each) =>
          each.pipe(
            lines(),
            tap((line) => each.write(`${line}!\n`)),
          ),
        ),
      )
      .subscribe();
    const ask = (client: number): Observable<string[]> =>
      connect({ port: 7000, transport }).pipe(
        mergeMap((connection) => {
          for (let at = 0; at < 100; at++) connection.write(`${client} ${at}\n`);
          connection.end();
          return connection.pipe(lines(), toArray());
        }),
      );
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, client) => lastValueFrom(ask(client))),
    );
    for (const [client, answers] of all.entries())
      expect(answers).toEqual(Array.from({ length: 100 }, (_, at) => `${client} ${at}!`));
    server.unsubscribe();
  });

  it('dials again and again', async () => {
    const transport = memory();
    const server = listen({ port: 7000, transport }).subscribe((each) => each.end('bye'));
    const byes = connect({ port: 7000, transport }).pipe(
      mergeMap((each) => each.pipe(tap({ complete: () => each.end() }))),
      repeat(100),
      map((chunk) => String(chunk)),
      toArray(),
    );
    expect(await lastValueFrom(byes)).toEqual(Array.from({ length: 100 }, () => 'bye'));
    server.unsubscribe();
  });

  it('fails as a ConnectError', async () => {
    const failed = lastValueFrom(connect({ port: 7000, transport: memory() }));
    await expect(failed).rejects.toBeInstanceOf(ConnectError);
    await expect(failed).rejects.toThrow('connect ECONNREFUSED 127.0.0.1:7000');
  });
});

describe('transport', () => {
  it('may be given as nothing', async () => {
    const failed = firstValueFrom(
      connect({ port: 1, host: '127.0.0.1', transport: undefined, connectTimeout: 2_000 }),
    );
    await expect(failed).rejects.toMatchObject(refused);
  });

  it('leaves a scheduler of the connections alone', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const transport = memory({ scheduler });
      const now = { now: () => 42, schedule: scheduler.schedule.bind(scheduler) };
      const ends = listen({ port: 7000, transport, scheduler: now }).pipe(
        serveEach((each) => each),
        map(({ ending }) => ending.duration),
      );
      expectObservable(ends, '^ 20ms !').toBe('---a', { a: 0 });
      connect({ port: 7000, transport }).subscribe((each) =>
        timer(3).subscribe(() => each.reset()),
      );
    });
  });
});

function fail(): void {
  throw new Error('It was told');
}
