import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';
import { VirtualTimeScheduler } from 'rxjs';
import { ConnectionError } from 'rxjs-sockets';
import { TestSocket } from 'rxjs-sockets/testing';

/** What the other end can be told to do. */
interface Peer {
  send(chunk: string | Buffer): void;
  end(): void;
  reset(): void;
  stop(): void;
  drain(): void;
}

type Open = (options?: { readonly allowHalfOpen?: boolean }) => Promise<readonly [Socket, Peer]>;

/** More than two kernels take. */
const MUCH = Buffer.alloc(16 * 2 ** 20);

const overLoopback: Open = async (options = {}) => {
  const server = createServer(options).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  client.resume();
  return [
    socket,
    {
      send: (chunk) => client.write(chunk),
      end: () => client.end(),
      reset: () => client.resetAndDestroy(),
      stop: () => client.pause(),
      drain: () => client.resume(),
    },
  ];
};

const inMemory: Open = (options) => {
  const socket = new TestSocket(options);
  return Promise.resolve([socket, socket.peer]);
};

/** What is told of a socket, in its order. */
function logOf(socket: Socket): string[] {
  const log: string[] = [];
  for (const name of ['end', 'finish', 'drain', 'timeout']) socket.on(name, () => log.push(name));
  socket.on('error', (error: NodeJS.ErrnoException) => log.push(`error ${error.code}`));
  socket.on('close', (hadError) => log.push(`close ${hadError}`));
  return log;
}

const told =
  (log: string[], what: string) =>
  (error?: NodeJS.ErrnoException | null): void =>
    void log.push(error ? `${what}: ${error.code}, ${error.message}` : `${what}: done`);

/** What code that takes a socket does with it. What it sees is to be the same of either. */
const stories: Readonly<Record<string, (open: Open) => Promise<unknown>>> = {
  async 'is destroyed while writes wait'(open) {
    const [socket, peer] = await open();
    peer.stop();
    const log = logOf(socket.resume());
    socket.write(MUCH, told(log, 'first'));
    socket.write('second', told(log, 'second'));
    setImmediate(() => socket.destroy());
    await once(socket, 'close');
    return [log, socket.writableLength];
  },

  async 'is reset by the peer while writes wait'(open) {
    const [socket, peer] = await open();
    peer.stop();
    const log = logOf(socket.resume());
    socket.write(MUCH, told(log, 'first'));
    socket.end('second', told(log, 'second'));
    setTimeout(() => peer.reset(), 20);
    await new Promise((resolve) => socket.once('close', resolve));
    return [log, socket.writableLength];
  },

  async 'answers behind the end, which is too late'(open) {
    const [socket, peer] = await open();
    const log = logOf(socket.resume());
    const written = new Promise<unknown>((resolve) => {
      socket.once('end', () => {
        setTimeout(() => {
          log.push(String(socket.write('goodbye', told(log, 'late'))));
          resolve(undefined);
        }, 10);
      });
    });
    peer.send('x');
    peer.end();
    await written;
    return [log, socket.destroyed, socket.readyState];
  },

  async 'answers behind the end, being half-open'(open) {
    const [socket, peer] = await open({ allowHalfOpen: true });
    const log = logOf(socket.resume());
    peer.end();
    await once(socket, 'end');
    socket.end('goodbye', () => log.push('sent'));
    await once(socket, 'close');
    return log;
  },

  async 'reads by promises'(open) {
    const [socket, peer] = await open();
    peer.send(Buffer.alloc(300_000));
    let bytes = 0;
    while (bytes < 300_000) {
      const [chunk] = (await once(socket, 'data')) as [Buffer];
      bytes += chunk.length;
    }
    socket.destroy();
    return bytes;
  },

  async 'destroys itself a tick behind the first bytes'(open) {
    const [socket, peer] = await open();
    const log = logOf(socket);
    let chunks = 0;
    socket.on('data', () => {
      chunks++;
      process.nextTick(() => socket.destroy());
    });
    peer.send(Buffer.alloc(200_000));
    peer.end();
    await once(socket, 'close');
    return [log, chunks];
  },

  async 'pauses a tick behind the first bytes'(open) {
    const [socket, peer] = await open();
    let chunks = 0;
    socket.on('data', () => {
      chunks++;
      process.nextTick(() => socket.pause());
    });
    peer.send(Buffer.alloc(200_000));
    await once(socket, 'data');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    return chunks;
  },

  async 'goes on to write at the drain'(open) {
    const [socket, peer] = await open();
    const log = logOf(socket);
    peer.stop();
    log.push(String(socket.write(MUCH, told(log, 'written'))));
    await new Promise((resolve) => setTimeout(resolve, 20));
    peer.drain();
    log.push('drained');
    await once(socket, 'drain');
    const counted = [socket.bytesWritten, socket.writableLength];
    socket.destroy();
    return [[...log], counted];
  },

  async 'counts what it writes to who is gone'(open) {
    const counts: number[] = [];
    for (const late of ['text', Buffer.from('bytes')]) {
      const [socket, peer] = await open({ allowHalfOpen: true });
      const log = logOf(socket.resume());
      peer.end();
      await once(socket, 'end');
      peer.reset();
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.write(late, told(log, 'late'));
      await new Promise((resolve) => socket.once('close', resolve));
      counts.push(socket.bytesWritten);
      expect(log).toContain('error EPIPE');
    }
    return counts;
  },

  async 'has a time limit'(open) {
    const [socket] = await open();
    const log = logOf(socket);
    const bad: unknown[] = [-1, Infinity, NaN, 'x', null, undefined];
    for (const ms of bad)
      try {
        socket.setTimeout(ms as number);
        log.push('taken');
      } catch (error) {
        log.push((error as NodeJS.ErrnoException).code!);
      }
    const early = (): void => void log.push('early');
    socket.setTimeout(1_000, early);
    socket.setTimeout(0, early);
    socket.setTimeout(20, () => socket.destroy());
    await once(socket, 'close');
    return [log, socket.timeout];
  },

  async 'knows where it is'(open) {
    const [socket] = await open();
    const { address, family, port } = socket.address() as Record<string, unknown>;
    const facts = [
      [address === socket.localAddress, family, port === socket.localPort],
      [socket.localFamily, socket.remoteFamily, socket.readyState, socket.pending],
    ];
    socket.destroy();
    await once(socket, 'close');
    return [facts, socket.address(), socket.remoteAddress === undefined, socket.readyState];
  },
};

describe('TestSocket: as a socket of net.createServer it', () => {
  it.each(Object.entries(stories))('%s', async (_, story) => {
    const [real, ours] = [await story(overLoopback), await story(inMemory)];
    expect(ours).toEqual(real);
  });
});

describe('TestSocket: unlike one over a network it', () => {
  it('connects nowhere else', () => {
    const socket = new TestSocket().destroy();
    expect(() => (socket as Socket).connect(7000)).toThrow(ConnectionError);
  });

  it('is wherever it is said to be', () => {
    const remote = { address: '2001:db8::1', port: 7 };
    const socket = new TestSocket({ remote });
    expect([socket.remoteAddress, socket.remoteFamily]).toEqual(['2001:db8::1', 'IPv6']);
    socket.destroy();
  });

  it('has a port that there is, however many there were', () => {
    for (let i = 0; i < 20_000; i++) {
      const socket = new TestSocket({ scheduler: new VirtualTimeScheduler() });
      if (socket.remotePort! > 65_535) throw new Error(`${socket.remotePort}`);
    }
  });
});
