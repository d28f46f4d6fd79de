import { getEventListeners, once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom, lastValueFrom, mergeMap, range, retry, tap, toArray } from 'rxjs';
import { connect, ConnectError, DeadlineError, ResetError } from 'rxjs-sockets';
import { freePort } from '../support/freePort';
import { ManualTime } from '../support/ManualTime';
import { portOf } from '../support/portOf';
import { record } from '../support/record';
import { until } from '../support/until';

async function serve(handler: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    handler(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const tcpSockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;

describe('connect', () => {
  let before: number;
  beforeEach(() => {
    before = tcpSockets();
  });

  it('dials at subscription, emits one Connection and completes', async () => {
    let accepted = 0;
    const server = await serve((socket) => {
      accepted++;
      socket.end('hello');
    });
    const dialling = connect(portOf(server));
    await new Promise(setImmediate);
    expect(accepted).toBe(0);
    const [connection, ...more] = await lastValueFrom(dialling.pipe(toArray()));
    expect(more).toEqual([]);
    const seen = record(connection!);
    expect(await seen.over).toBe('complete');
    expect(seen.text).toBe('hello');
    connection!.end();
    expect(await connection!.closed).toMatchObject({ type: 'end' });
    await lastValueFrom(dialling).then((again) => again.reset());
    expect(accepted).toBe(2);
    server.close();
  });

  it('takes a path', async () => {
    const path = join(tmpdir(), `rxjs-sockets-connect-${process.pid}`);
    const server = createServer((socket) => socket.end('hi')).listen(path);
    await once(server, 'listening');
    const connection = await firstValueFrom(connect(path));
    const seen = record(connection);
    await seen.over;
    expect(seen.text).toBe('hi');
    expect(String(connection)).toBe(`? <-> ${path}`);
    connection.end();
    await connection.closed;
    server.close();
    const failed = firstValueFrom(connect({ path: `${path}-missing` }));
    await expect(failed).rejects.toMatchObject({ code: 'ERR_CONNECT', cause: { code: 'ENOENT' } });
  });

  it('errors with a ConnectError that says why', async () => {
    const server = await serve(() => undefined);
    const port = portOf(server);
    server.close();
    await once(server, 'close');
    const failed = firstValueFrom(connect({ host: '127.0.0.1', port }));
    await expect(failed).rejects.toBeInstanceOf(ConnectError);
    await expect(failed).rejects.toMatchObject({
      code: 'ERR_CONNECT',
      cause: { code: 'ECONNREFUSED', syscall: 'connect' },
      message: expect.stringContaining(`127.0.0.1:${port}`) as string,
    });
  });

  it('dials anew for retry', async () => {
    const port = await freePort();
    const server = createServer((socket) => socket.on('error', () => undefined).end());
    const connection = firstValueFrom(
      connect({ host: '127.0.0.1', port }).pipe(retry({ count: 1000, delay: 1 })),
    );
    server.listen(port, '127.0.0.1');
    (await connection).reset();
    server.close();
  });

  it('errors with what Node itself refuses', async () => {
    const failed = firstValueFrom(connect({ port: 1, localAddress: 'nowhere' }));
    await expect(failed).rejects.toBeInstanceOf(ConnectError);
  });

  it('leaves no socket when unsubscribed while dialling', async () => {
    const server = await serve(() => undefined);
    for (let i = 0; i < 10; i++) {
      const dialling = connect(portOf(server)).subscribe();
      // In every phase: at once, in the turn of the dial, after a turn.
      if (i % 3 === 1) await new Promise(process.nextTick);
      if (i % 3 === 2) await new Promise(setImmediate);
      dialling.unsubscribe();
    }
    await until(() => tcpSockets() <= before);
    server.close();
  });

  describe('connectTimeout', () => {
    it('gives up when nobody answers', async () => {
      const failed = firstValueFrom(
        connect({ host: 'example.invalid', port: 1, lookup: never, connectTimeout: 30 }),
      );
      await expect(failed).rejects.toBeInstanceOf(ConnectError);
      const { cause } = (await failed.catch((error: unknown) => error)) as ConnectError;
      expect(cause).toBeInstanceOf(DeadlineError);
      expect(cause).toMatchObject({ deadline: 'connectTimeout', limit: 30 });
      await until(() => tcpSockets() <= before);
    });

    it('is over once connected', async () => {
      const time = new ManualTime();
      const server = await serve(() => undefined);
      const connection = await firstValueFrom(
        connect({ port: portOf(server), connectTimeout: 30, abandonedTimeout: 0, scheduler: time }),
      );
      time.advance(60);
      expect(connection.socket.destroyed).toBe(false);
      connection.reset();
      server.close();
    });
  });

  it('says why none of several addresses could be reached', async () => {
    const both = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    const lookup = (_host: string, _options: object, done: (...found: unknown[]) => void): void => {
      done(null, both);
    };
    const port = await freePort();
    const failed = firstValueFrom(connect({ host: 'both.invalid', port, lookup: lookup as never }));
    await expect(failed).rejects.toThrow(`both.invalid:${port}: ECONNREFUSED`);
  });

  describe('with a signal', () => {
    it('gives up dialling when it is aborted', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const failed = firstValueFrom(
        connect({ port: 1, host: 'example.invalid', lookup: never, signal }),
      );
      const reason = new Error('enough');
      controller.abort(reason);
      await expect(failed).rejects.toMatchObject({ code: 'ERR_CONNECT', cause: reason });
      const late = firstValueFrom(connect({ port: 1, signal }));
      await expect(late).rejects.toMatchObject({ code: 'ERR_CONNECT', cause: reason });
      await until(() => tcpSockets() <= before);
    });

    it('listens to it once, however many dial and are connected', async () => {
      const server = await serve(() => undefined);
      const { signal } = new AbortController();
      const dialled = range(0, 20).pipe(mergeMap(() => connect({ port: portOf(server), signal })));
      const connections = await lastValueFrom(dialled.pipe(toArray()));
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      await Promise.all(connections.map(async (connection) => connection.close()));
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      server.close();
    });

    it('has not failed when it is aborted by who gets the connection', async () => {
      const server = await serve(() => undefined);
      const controller = new AbortController();
      const dialled = connect({ port: portOf(server), signal: controller.signal });
      const connection = await lastValueFrom(dialled.pipe(tap(() => controller.abort())));
      expect(await connection.closed).toMatchObject({ type: 'local', by: 'reset' });
      server.close();
    });

    it('resets the connection when it is aborted later', async () => {
      const server = await serve(() => undefined);
      const controller = new AbortController();
      const { signal } = controller;
      const connection = await firstValueFrom(connect({ port: portOf(server), signal }));
      const seen = record(connection);
      const reason = new Error('enough');
      controller.abort(reason);
      expect(await seen.over).toBeInstanceOf(ResetError);
      expect(await connection.closed).toMatchObject({ type: 'local', by: 'reset', cause: reason });
      server.close();
    });
  });
});

/** A look-up that never answers, as dialling a host that is down does not, without a packet sent. */
function never(): void {
  return undefined;
}
