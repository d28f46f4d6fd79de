import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { connect, type Connection, type ConnectionOptions, listen } from 'rxjs-sockets';
import { memory, socketPair } from 'rxjs-sockets/testing';
import { bind } from '../support/bind';
import { record } from '../support/record';

interface Pair {
  readonly client: Connection;
  readonly server: Connection;
}
type Options = Pick<ConnectionOptions, 'highWaterMark' | 'writeBuffer'>;

/** What two ends do to each other. What they tell of it is to be the same in memory as over the kernel's sockets. */
type Story = (pair: Pair) => Promise<unknown>;

const KB = 1024;
/** How many turns with a timer nothing may happen in; what is under way needs one or two for each way. */
const QUIET = 15;
/** Until nothing happens any more. */
async function quiet(...ends: readonly Connection[]): Promise<void> {
  const look = (): string =>
    ends
      .map((end) => [
        end.bytesRead,
        end.readableLength,
        end.writableLength,
        end.peerState,
        end.writable,
      ])
      .join();
  for (let [turns, seen] = [0, '']; turns < QUIET; turns++) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise(setImmediate);
    if (look() !== seen) turns = 0;
    seen = look();
  }
}
const lastOf = (last: unknown): unknown => (last as { code?: string } | undefined)?.code ?? last;
const codeOf = (error: unknown): unknown =>
  ((error as Error | undefined)?.cause as { code?: string } | undefined)?.code;

/** What is left to tell when both have closed, or what has become of them. */
async function told(...ends: readonly Connection[]): Promise<unknown[]> {
  return Promise.all(
    ends.map(async ({ closed }) => {
      const ending = await closed;
      const { type, bytesRead, bytesWritten, began } = ending;
      const cause = 'cause' in ending ? codeOf(ending.cause) : undefined;
      const by = ending.type === 'local' ? ending.by : undefined;
      return { type, by, bytesRead, bytesWritten, began, cause };
    }),
  );
}

const stories: Readonly<Record<string, Story>> = {
  async 'half-close: an end, and bytes the other way'({ client, server }) {
    const [asked, answered] = [record(server), record(client)];
    client.end('question');
    expect(await asked.over).toBe('complete');
    server.write('ans');
    await quiet(client, server);
    server.end('wer');
    await answered.over;
    return [asked.text, answered.text, answered.last, await told(client, server)];
  },

  async 'both end at once'({ client, server }) {
    const seen = [record(server), record(client)];
    client.end('c');
    server.end('s');
    await Promise.all(seen.map(({ over }) => over));
    const endings = await told(client, server);
    return [seen.map(({ text, last }) => [text, last]), endings];
  },

  async 'a reset behind data'({ client, server }) {
    const seen = record(server);
    client.write('last words');
    client.reset();
    await seen.over;
    // Over a Unix socket it was an end.
    server.end();
    return [seen.text, lastOf(seen.last), await told(client, server)];
  },

  async 'a reset behind data that nobody reads as yet'({ client, server }) {
    const hold = server.hold();
    client.write('last words');
    await quiet(client, server);
    client.reset();
    await quiet(client, server);
    hold.unsubscribe();
    const seen = record(server);
    await seen.over;
    server.end();
    return [seen.text, lastOf(seen.last), await told(client, server)];
  },

  async 'a reset behind an end'({ client, server }) {
    const seen = record(server);
    client.end('bye');
    await seen.over;
    client.reset();
    await quiet(client, server);
    const before = [seen.text, seen.last, server.peerState];
    // Node counts a string that can't be written as not written, and bytes as written.
    server.write(Buffer.from('too late'));
    return [before, await told(client, server)];
  },

  async 'an end and a reset at once'({ client, server }) {
    const seen = record(server);
    client.socket.end('bye');
    await once(client.socket, 'finish');
    client.reset();
    await seen.over;
    await quiet(client, server);
    server.write(Buffer.from('too late'));
    return [seen.text, lastOf(seen.last), await told(client, server)];
  },

  async 'data behind a close: the first write succeeds, a reset answers'({ client, server }) {
    const seen = record(client);
    server.socket.destroy();
    await seen.over;
    client.write(Buffer.from('first'));
    await quiet(client, server);
    const between = [seen.last, client.peerState];
    client.write(Buffer.from('second'));
    return [between, await told(client, server)];
  },

  async 'a close with bytes that nobody has read'({ client, server }) {
    const seen = record(client);
    // The second waits with Node, the third with the kernel.
    for (const each of ['one', 'two', 'three']) {
      client.write(each);
      await quiet(client, server);
    }
    server.socket.destroy();
    await seen.over;
    return [lastOf(seen.last), codeOf(seen.last), (await told(client))[0]];
  },

  async 'a reader that holds, and goes on'({ client, server }) {
    const seen = record(server);
    const hold = server.hold();
    const size = 8192 * KB;
    client.write(Buffer.alloc(size));
    await quiet(client, server);
    const [waited, ahead] = [client.writableLength, server.bytesRead];
    hold.unsubscribe();
    await firstValueFrom(client.drained, { defaultValue: undefined });
    const left = client.writableLength;
    client.end();
    await seen.over;
    server.end();
    const endings = await told(client, server);
    return [waited > 0, ahead <= 256 * KB, left, seen.text.length === size, endings];
  },

  async 'an end that has to wait behind what does'({ client, server }) {
    const hold = server.hold();
    client.end(Buffer.alloc(8192 * KB));
    await quiet(client, server);
    const before = [client.socket.writableFinished, server.peerState];
    hold.unsubscribe();
    const seen = record(server);
    await seen.over;
    server.end();
    return [before, seen.text.length, await told(client, server)];
  },

  async 'destroyed with output that waits: a clean end of less'({ client, server }) {
    const hold = server.hold();
    client.write(Buffer.alloc(8192 * KB));
    await quiet(client, server);
    client.socket.destroy();
    await quiet(client, server);
    hold.unsubscribe();
    const seen = record(server);
    await seen.over;
    server.end();
    const [ending] = await told(server);
    return [seen.last, seen.text.length < 8192 * KB, (ending as { type: string }).type];
  },

  async 'reset while output waits'({ client, server }) {
    const seen = record(client);
    const hold = server.hold();
    client.write(Buffer.alloc(8192 * KB));
    await quiet(client, server);
    server.reset();
    hold.unsubscribe();
    await seen.over;
    const [ending] = await told(client);
    return [lastOf(seen.last), codeOf(seen.last), (ending as { type: string }).type];
  },

  async 'closed in order with bytes under way'({ client, server }) {
    const seen = record(client);
    client.write('ping');
    await quiet(client, server);
    const closing = server.close();
    await seen.over;
    client.write('late');
    await quiet(client, server);
    client.end();
    return [seen.last, (await closing).type, await told(client, server)];
  },
};

const options: Readonly<Record<string, Options>> = {
  'a close with bytes that nobody has read': { highWaterMark: 1 },
};
const unboundedly = { writeBuffer: { hard: Infinity } };

async function overLoopback(given: Options): Promise<Pair> {
  const bound = await bind(given);
  const dialled = connect({ ...given, host: '127.0.0.1', port: bound.port });
  const [client, server] = await Promise.all([firstValueFrom(dialled), bound.first()]);
  bound.stop();
  return { client, server };
}

async function over(
  place: { readonly path: string } | { readonly port: number },
  given: Options,
  transport?: ReturnType<typeof memory>,
): Promise<Pair> {
  const both = { ...given, ...place, transport };
  const server = new Promise<Connection>((resolve) => {
    const listening = listen(both).subscribe((connection) => {
      listening.unsubscribe();
      resolve(connection);
    });
  });
  await new Promise(setImmediate);
  return { client: await firstValueFrom(connect(both)), server: await server };
}

describe('in memory as over loopback', () => {
  it.each(Object.keys(stories))('%s', async (name) => {
    const given = { ...unboundedly, ...options[name] };
    const real = await stories[name]!(await overLoopback(given));
    for (const wire of [{}, { latency: 1 }, { split: 1 }]) {
      const pair = socketPair({ ...wire, client: given, server: given });
      expect(await stories[name]!(pair)).toEqual(real);
    }
    const pair = await over({ port: 7000 }, given, memory());
    expect(await stories[name]!(pair)).toEqual(real);
  });
});

describe('in memory as over a Unix socket', () => {
  const place = { path: join(tmpdir(), `rxjs-sockets-likeReal-${process.pid}`) };
  it.each(Object.keys(stories))('%s', async (name) => {
    const given = { ...unboundedly, ...options[name] };
    const real = await stories[name]!(await over(place, given));
    const inMemory = await stories[name]!(await over(place, given, memory()));
    expect(inMemory).toEqual(real);
  });
});
