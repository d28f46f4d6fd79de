import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { type Connection, relay, type Relayed, ResetError } from 'rxjs-sockets';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { until } from '../support/until';

const MIB = 2 ** 20;

interface Relay {
  readonly client: Socket;
  readonly server: Socket;
  readonly ends: readonly [Connection, Connection];
}

/** A client and a server, and the two connections between which a relay would be. */
async function between(): Promise<Relay> {
  const [a, b] = [await pair(), await pair()];
  return { client: a.peer, server: b.peer, ends: [a.connection, b.connection] };
}

function hashOf(socket: Socket): Hash {
  const hash = createHash('sha1');
  socket.on('data', (chunk: Buffer) => hash.update(chunk));
  return hash;
}

describe('relay', () => {
  it('passes bytes and ends on, one way after the other', async () => {
    const { client, ends, server } = await between();
    const relayed = firstValueFrom(relay(...ends));
    const [atServer, atClient] = [hashOf(server), hashOf(client)];
    client.end('a question');
    await once(server, 'end');
    expect(atServer.digest('hex')).toBe(createHash('sha1').update('a question').digest('hex'));
    server.end('an answer, much later');
    await once(client, 'end');
    expect(await relayed).toEqual({ forth: 10, back: 21 } satisfies Relayed);
    expect(atClient.digest('hex')).toBe(
      createHash('sha1').update('an answer, much later').digest('hex'),
    );
    expect(await Promise.all(ends.map(({ closed }) => closed))).toMatchObject([
      { type: 'end' },
      { type: 'local' },
    ]);
  });

  it('keeps little for a server that has stopped reading, and passes all on when it goes on', async () => {
    const { client, ends, server } = await between();
    const [a, b] = ends;
    const relayed = firstValueFrom(relay(a, b));
    server.pause();
    const sent = createHash('sha1');
    for (let i = 0; i < 8; i++) {
      client.write(pattern);
      sent.update(pattern);
    }
    client.end();
    // Until nothing moves any more.
    await until(() => a.held && client.writableLength > 32 * MIB);
    expect(a.readableLength + b.writableLength).toBeLessThan(MIB);
    const received = hashOf(server);
    server.resume();
    await once(server, 'end');
    server.end();
    expect(await relayed).toEqual({ forth: 64 * MIB, back: 0 });
    expect(received.digest('hex')).toBe(sent.digest('hex'));
    expect(a.held).toBe(false);
  });

  it.each([
    ['client', 'server'],
    ['server', 'client'],
  ] as const)('resets the other when the %s resets', async (first, second) => {
    const all = await between();
    const failure = firstValueFrom(relay(...all.ends)).catch((error: unknown) => error);
    const other = new Promise<NodeJS.ErrnoException>((resolve) =>
      all[second].once('error', resolve),
    );
    all[first].resetAndDestroy();
    expect(await failure).toBeInstanceOf(ResetError);
    expect((await other).code).toBe('ECONNRESET');
    const [one, two] = await Promise.all(all.ends.map(({ closed }) => closed));
    expect([one!.type, two!.type].sort()).toEqual(['local', 'reset']);
  });

  it('resets both when it is left', async () => {
    const { client, ends, server } = await between();
    const gone = [client, server].map(
      (socket) => new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve)),
    );
    relay(...ends)
      .subscribe()
      .unsubscribe();
    expect((await Promise.all(gone)).map(({ code }) => code)).toEqual(['ECONNRESET', 'ECONNRESET']);
  });
});
