import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { abort } from '../../lib/socket/abort';
import { dialRaw } from '../support/dialRaw';
import { portOf } from '../support/portOf';

/** A raw socket of each side. */
async function pair(): Promise<{ server: Server; ours: Socket; peer: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const peer = await dialRaw(portOf(server));
  const [ours] = await accepted;
  return { server, ours: ours.resume(), peer };
}

describe('abort', () => {
  const moments: Record<string, (socket: Socket) => unknown> = {
    'on an open connection': () => undefined,
    'in the turn of the end': (socket) => socket.end(),
    'in the next tick after the end': (socket) => {
      socket.end();
      return new Promise(process.nextTick);
    },
    'in the next turn of the loop after the end': (socket) => {
      socket.end();
      return new Promise(setImmediate);
    },
    'once the end was sent': (socket) => once(socket.end(), 'finish'),
    'behind an end that waits for 16 MiB to be taken': (socket) => {
      socket.end(Buffer.alloc(16_777_216));
      return new Promise(setImmediate);
    },
  };

  it.each(Object.entries(moments))('closes the socket without an error %s', async (_, before) => {
    const { server, ours, peer } = await pair();
    const error = jest.fn();
    ours.on('error', error);
    const closed = once(ours, 'close');
    await before(ours);
    abort(ours);
    await closed;
    expect(error).not.toHaveBeenCalled();
    peer.destroy();
    // Only closes when no accepted socket is left, a lost one included.
    await once(server.close(), 'close');
  });

  it('shows the peer a reset, not an end', async () => {
    const { server, ours, peer } = await pair();
    const ended = jest.fn();
    peer.on('end', ended).resume();
    const failed = once(peer, 'error');
    abort(ours);
    expect(await failed).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
    expect(ended).not.toHaveBeenCalled();
    server.close();
  });

  it('closes a Unix socket, which knows no reset', async () => {
    const path = join(tmpdir(), `rxjs-sockets-abort-${process.pid}.sock`);
    const server = createServer().listen(path);
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const peer = await dialRaw(path);
    const [ours] = await accepted;
    const closed = once(ours, 'close');
    abort(ours);
    await closed;
    peer.destroy();
    server.close();
  });

  it('does nothing to a socket that is destroyed already', async () => {
    const { server, ours, peer } = await pair();
    const closed = once(ours, 'close');
    ours.destroy();
    abort(ours);
    await closed;
    peer.destroy();
    server.close();
  });
});
