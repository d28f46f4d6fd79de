import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { type Drop, listen, ListenError, ResetError } from 'rxjs-sockets';
import { bind } from '../support/bind';
import { dialRaw } from '../support/dialRaw';
import { freePort } from '../support/freePort';
import { portOf } from '../support/portOf';
import { record } from '../support/record';
import { until } from '../support/until';

const onSocket = (name: string): string => join(tmpdir(), `rxjs-sockets-${name}-${process.pid}`);

describe('listen', () => {
  it('binds at subscription and not before, and tells the address', async () => {
    const onListening = jest.fn();
    const connections = listen({ port: 0, host: '127.0.0.1', onListening });
    await new Promise(setImmediate);
    expect(onListening).not.toHaveBeenCalled();
    const subscription = connections.subscribe();
    await until(() => onListening.mock.calls.length > 0);
    expect(onListening.mock.calls).toEqual([
      [{ address: '127.0.0.1', family: 'IPv4', port: expect.any(Number) as number }],
    ]);
    subscription.unsubscribe();
  });

  it('takes a port alone', async () => {
    const port = await freePort();
    const first = firstValueFrom(listen(port));
    const peer = await dialRaw(port);
    const connection = await first;
    expect(connection.remotePort).toBe(peer.localPort);
    connection.reset();
  });

  it('takes port 0 alone', async () => {
    const complete = jest.fn();
    const subscription = listen(0).subscribe({ complete, error: complete });
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(complete).not.toHaveBeenCalled();
    subscription.unsubscribe();
  });

  it('emits one Connection for each accepted socket', async () => {
    const bound = await bind();
    const peers = await Promise.all([1, 2, 3].map(() => dialRaw(bound.port)));
    const connections = await lastValueFrom(bound.connections.pipe(take(3), toArray()));
    expect(new Set(connections.map(({ remotePort }) => remotePort))).toEqual(
      new Set(peers.map(({ localPort }) => localPort)),
    );
    connections.forEach((connection) => connection.reset());
    bound.stop();
  });

  it('stops accepting when unsubscribed, and leaves the connections alone', async () => {
    const bound = await bind();
    const peer = await dialRaw(bound.port);
    const connection = await bound.first();
    bound.stop();
    await expect(dialRaw(bound.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const seen = record(connection);
    peer.end('still here');
    expect(await seen.over).toBe('complete');
    expect(seen.text).toBe('still here');
    connection.end();
  });

  it('binds anew with each subscription', async () => {
    const port = await freePort();
    const ports: number[] = [];
    const connections = listen({
      port,
      host: '127.0.0.1',
      onListening: (address) => ports.push((address as AddressInfo).port),
    });
    for (const count of [1, 2]) {
      const subscription = connections.subscribe();
      await until(() => ports.length === count);
      subscription.unsubscribe();
    }
    expect(ports).toEqual([port, port]);
  });

  it('errors with a ListenError when the address is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const failed = lastValueFrom(listen({ port: portOf(taken), host: '127.0.0.1' }));
    await expect(failed).rejects.toBeInstanceOf(ListenError);
    await expect(failed).rejects.toMatchObject({
      code: 'ERR_LISTEN',
      cause: { code: 'EADDRINUSE', syscall: 'listen' },
    });
    taken.close();
  });

  it('errors with a ListenError for what Node itself refuses', async () => {
    const failed = lastValueFrom(listen({ port: 0, host: 'no such host' }));
    await expect(failed).rejects.toBeInstanceOf(ListenError);
    const thrown = lastValueFrom(listen({ port: 0, keepAliveInitialDelay: 'x' as never }));
    await expect(thrown).rejects.toBeInstanceOf(ListenError);
    const closed = lastValueFrom(listen({ fd: 99_999 } as never));
    await expect(closed).rejects.toThrow(/descriptor 99999: .*EBADF|EINVAL/);
  });

  it('can be stopped while the name of the host is looked up', async () => {
    const onListening = jest.fn();
    listen({ port: 0, host: 'localhost', onListening }).subscribe().unsubscribe();
    const other = await bind({ host: 'localhost' });
    other.stop();
    expect(onListening).not.toHaveBeenCalled();
  });

  it('errors when onListening throws', async () => {
    const bug = new Error('bug');
    const onListening = (): never => {
      throw bug;
    };
    await expect(lastValueFrom(listen({ port: 0, onListening }))).rejects.toBe(bug);
  });

  describe('with a signal', () => {
    it('completes and stops accepting when it is aborted', async () => {
      const controller = new AbortController();
      const complete = jest.fn();
      let port = 0;
      listen({
        port: 0,
        signal: controller.signal,
        onListening: (address) => (port = (address as AddressInfo).port),
      }).subscribe({ complete });
      await until(() => port > 0);
      controller.abort();
      expect(complete).toHaveBeenCalledTimes(1);
      await expect(dialRaw(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    });

    it('completes at once when it was aborted before', async () => {
      const onListening = jest.fn();
      const signal = AbortSignal.abort();
      await lastValueFrom(listen({ port: 0, signal, onListening }), { defaultValue: undefined });
      await new Promise(setImmediate);
      expect(onListening).not.toHaveBeenCalled();
    });
  });

  describe('on a Unix socket', () => {
    it.each(['listen(path)', 'listen({ path })'])(
      '%s serves, and removes the path',
      async (how) => {
        const path = onSocket(how.replace(/\W/g, ''));
        const connections = listen(how === 'listen(path)' ? path : { path });
        const first = firstValueFrom(connections);
        await until(() => existsSync(path));
        const peer = await dialRaw(path);
        const connection = await first;
        expect(String(connection)).toBe(`${path} <-> ?`);
        const seen = record(connection);
        peer.end('hello');
        expect(await seen.over).toBe('complete');
        connection.end();
        expect(await connection.closed).toMatchObject({ type: 'end', bytesRead: 5 });
        expect(existsSync(path)).toBe(false);
      },
    );

    it('closes where it can not reset', async () => {
      const path = onSocket('reset');
      const first = firstValueFrom(listen(path));
      await until(() => existsSync(path));
      const peer = await dialRaw(path);
      const connection = await first;
      const seen = record(connection);
      connection.reset();
      expect(await seen.over).toBeInstanceOf(ResetError);
      expect(await connection.closed).toMatchObject({ type: 'local', by: 'reset' });
      peer.destroy();
    });
  });

  it('drops connections beyond maxConnections, and says so', async () => {
    const drops: Drop[] = [];
    const bound = await bind({ maxConnections: 1, onDrop: (drop) => drops.push(drop) });
    await dialRaw(bound.port);
    const second = await dialRaw(bound.port);
    await until(() => drops.length === 1);
    expect(drops).toEqual([
      expect.objectContaining({ reason: 'maxConnections', remotePort: second.localPort }),
    ]);
    (await bound.first()).reset();
    bound.stop();
  });

  it('goes on after a throw of onDrop, which is a warning', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const bug = new Error('bug');
    const onDrop = (): never => {
      throw bug;
    };
    const bound = await bind({ maxConnections: 1, onDrop });
    await dialRaw(bound.port);
    const connection = await bound.first();
    await dialRaw(bound.port);
    await until(() => warn.mock.calls.length > 0);
    expect(warn.mock.calls).toEqual([['onDrop threw: Error: bug']]);
    warn.mockRestore();
    expect(connection.socket.destroyed).toBe(false);
    connection.reset();
    bound.stop();
  });

  it('leaves no connection that nobody cared for', async () => {
    const bound = await bind({ abandonedTimeout: 20 });
    const peer = await dialRaw(bound.port);
    peer.resume();
    await new Promise((resolve) => peer.once('close', resolve));
    expect(await (await bound.first()).closed).toMatchObject({ by: 'deadline' });
    bound.stop();
  });
});
