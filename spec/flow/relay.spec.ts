import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { type Connection, relay, ResetError } from 'rxjs-sockets';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { sockets } from '../support/sockets';
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
  it('passes bytes and ends on, one way after the other', () => {
    sockets(({ connection, expectEnding, expectObservable, expectWritten }) => {
      const client = connection('   -q|         ', { q: 'a question' });
      const server = connection('   -------a--| ', { a: 'an answer, much later' });
      const sentToServer = '         -q|         ';
      const sentToClient = '         -------a--| ';
      const expected = '             ----------(r|)';
      const ended = '                ----------e ';
      expectObservable(relay(client, server)).toBe(expected, { r: { forth: 10, back: 21 } });
      expectWritten(server).toBe(sentToServer, { q: 'a question' });
      expectWritten(client).toBe(sentToClient, { a: 'an answer, much later' });
      expectEnding(client).toBe(ended, { e: { type: 'end' } });
      expectEnding(server).toBe(ended, { e: { type: 'local' } });
    });
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

  it.each(['client', 'server'])('resets the other when the %s resets', (who) => {
    sockets(({ connection, expectEnding, expectObservable, expectWritten }) => {
      const first = connection(' -a--#');
      const second = connection('-----');
      const sentToFirst = '      -----';
      const sentToSecond = '     -a--#';
      const expected = '         ----#';
      const ended = '            ----e';
      const result = who === 'client' ? relay(first, second) : relay(second, first);
      expectObservable(result).toBe(expected, undefined, ResetError);
      expectWritten(first).toBe(sentToFirst);
      expectWritten(second).toBe(sentToSecond, undefined, ResetError);
      expectEnding(first).toBe(ended, { e: { type: 'reset' } });
      expectEnding(second).toBe(ended, { e: { type: 'local' } });
    });
  });

  it('resets both when it is left', () => {
    sockets(({ connection, expectObservable, expectWritten }) => {
      const ends = [connection('-----'), connection('-----')] as const;
      const left = '            ^--!';
      const sent = '            ---#';
      expectObservable(relay(...ends), left).toBe('');
      for (const end of ends) expectWritten(end).toBe(sent);
    });
  });
});
