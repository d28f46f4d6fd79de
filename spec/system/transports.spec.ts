import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, lastValueFrom, type Observable, tap } from 'rxjs';
import {
  type Connection,
  idleTimeout,
  IdleTimeoutError,
  pacedMap,
  relay,
  ResetError,
  toIterable,
} from 'rxjs-sockets';
import { type Pair, pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { tlsPair } from '../support/tlsPair';
import { unixPair } from '../support/unixPair';
import { until } from '../support/until';

const KiB64 = 65_536;
/** What `pacedMap` has in flight, by default, and what is read ahead. */
const MOST = 16 * KiB64 + 3 * KiB64;
/** So much that the kernels take less than half of it. */
const FLOOD = Buffer.concat([pattern, pattern, pattern, pattern]);
const TURNS = 100;
const LIMIT = 250;
/** How often a socket is looked at that isn't read. */
const LOOK = 500;

const [major = 0, minor = 0] = process.versions.uv.split('.').map(Number);
/** Otherwise a reset behind data looks like an end. `Connection` tells them apart, but not over TLS. */
const uvTells = major > 1 || minor >= 52;

interface Transport {
  readonly open: () => Promise<Ways>;
  /** Whether an end can be believed. */
  readonly verified: boolean;
  /** What a reset is seen as that comes while more waits than is read ahead. */
  readonly reset: 'seen' | 'taken for an end now and then' | 'not seen';
}

/** A pair, and how its peer resets, or closes where there are no resets. */
interface Ways extends Pair {
  readonly cut: () => unknown;
}

const transports: Record<string, Transport> = {
  TCP: {
    async open() {
      const ends = await pair();
      return { ...ends, cut: () => ends.peer.resetAndDestroy() };
    },
    verified: true,
    reset: 'seen',
  },
  'a Unix socket': {
    async open() {
      const ends = await unixPair();
      return { ...ends, cut: () => ends.peer.destroy() };
    },
    verified: true,
    reset: 'not seen',
  },
  TLS: {
    async open() {
      const { under, ...ends } = await tlsPair();
      return { ...ends, cut: () => under.resetAndDestroy() };
    },
    verified: false,
    reset: uvTells ? 'seen' : 'taken for an end now and then',
  },
};

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

/** The digest of all that comes until the end. */
async function received(socket: Socket): Promise<string> {
  const hash = createHash('sha1');
  socket.on('data', (chunk: Buffer) => hash.update(chunk)).resume();
  await once(socket, 'end');
  return hash.digest('hex');
}

/** Work that doesn't end before it is told to, and what comes of it. */
function stuck(connection: Connection): {
  release: () => void;
  done: () => number;
  results: Observable<number>;
} {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let bytes = 0;
  const work = ({ length }: Buffer): Promise<number> => released.then(() => (bytes += length));
  const results = connection.pipe(pacedMap(connection, work, { high: 1 }));
  return { release, done: () => bytes, results };
}

/** What came of it: `complete`, or the error. */
const outcome = (results: Observable<unknown>): Promise<unknown> =>
  lastValueFrom(results, { defaultValue: undefined }).then(
    () => 'complete',
    (error: unknown) => error,
  );

/** No more is taken of a peer that sends without end, and that stays so. */
async function stalled({ connection, peer }: Pair): Promise<void> {
  await until(() => connection.held && connection.peerState === 'unknown');
  for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
  expect(connection.held).toBe(true);
  expect(peer.writableLength).toBeGreaterThan(FLOOD.length / 2);
}

describe.each(Object.entries(transports))('over %s', (_, { open, reset, verified }) => {
  const opened: Ways[] = [];
  async function opening(): Promise<Ways> {
    const ways = await open();
    opened.push(ways);
    return ways;
  }
  afterEach(async () => {
    for (const { connection, peer } of opened.splice(0)) {
      connection.reset();
      peer.destroy();
      await connection.closed;
    }
  });

  it('a fast sender waits for slow work, little is kept, and nothing is lost', async () => {
    const { connection, peer } = await opening();
    const hash = createHash('sha1');
    let [inFlight, most] = [0, 0];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const over = outcome(
      connection.pipe(
        tap(({ length }) => {
          inFlight += length;
          most = Math.max(most, inFlight + connection.readableLength);
        }),
        pacedMap(connection, async (chunk) => {
          await released;
          await new Promise(setImmediate);
          hash.update(chunk);
          inFlight -= chunk.length;
        }),
      ),
    );
    peer.end(FLOOD);
    await stalled({ connection, peer });
    most = Math.max(most, inFlight + connection.readableLength);
    release();
    expect(await over).toBe('complete');
    expect(most).toBeLessThanOrEqual(MOST);
    expect(hash.digest('hex')).toBe(sha1(FLOOD));
    expect(connection.held).toBe(false);
  });

  it('a relay waits for a slow reader, and passes one end on while the other way goes on', async () => {
    const [client, server] = [await opening(), await opening()];
    const [a, b] = [client.connection, server.connection];
    const relayed = firstValueFrom(relay(a, b));
    server.peer.pause();
    client.peer.end(FLOOD);
    await stalled({ connection: a, peer: client.peer });
    expect(a.readableLength + b.writableLength).toBeLessThanOrEqual(MOST);
    expect(await received(server.peer)).toBe(sha1(FLOOD));
    const back = received(client.peer);
    server.peer.end(pattern);
    expect(await back).toBe(sha1(pattern));
    expect(await relayed).toEqual({ forth: FLOOD.length, back: pattern.length });
    expect([a.held, b.held]).toEqual([false, false]);
    expect(await Promise.all([a.closed, b.closed])).toMatchObject([
      { type: 'end', verified },
      { type: 'local', by: 'end', verified },
    ]);
  });

  it('a loop that is left and begun again loses nothing', async () => {
    const { connection, peer } = await opening();
    peer.end(FLOOD);
    const hash = createHash('sha1');
    for (let chunks = 1; chunks <= 5; chunks++)
      for await (const chunk of toIterable(connection)) {
        hash.update(chunk);
        // By the last time a chunk more waits behind each one, which goes back.
        await stalled({ connection, peer });
        break;
      }
    expect(connection.held).toBe(false);
    for await (const chunk of toIterable(connection)) hash.update(chunk);
    expect(hash.digest('hex')).toBe(sha1(FLOOD));
  });

  it('held is not dead: a hold may outlast the limit, and silence after that is found', async () => {
    const { connection, peer } = await opening();
    let [sent, done, doneAt] = [0, 0, 0];
    let wasHeld: boolean | undefined;
    const send = (): void => {
      sent += pattern.length;
      peer.write(pattern);
    };
    send();
    const sending = setInterval(send, LIMIT);
    const work = async ({ length }: Buffer): Promise<void> => {
      if (done === 0) {
        await sleep(4 * LIMIT);
        wasHeld = connection.held;
        clearInterval(sending);
      }
      done += length;
      doneAt = performance.now();
    };
    const error = await outcome(
      connection.pipe(idleTimeout({ each: LIMIT, unless: connection }), pacedMap(connection, work)),
    );
    expect(error).toBeInstanceOf(IdleTimeoutError);
    expect([wasHeld, done]).toEqual([true, sent]);
    expect(performance.now() - doneAt).toBeGreaterThan(LIMIT / 2);
    expect(connection.held).toBe(false);
  });

  it('an end while held comes behind the bytes', async () => {
    const { connection, peer } = await opening();
    const { done, release, results } = stuck(connection);
    const over = outcome(results);
    peer.write('hello');
    await until(() => connection.held);
    peer.destroy();
    expect(await connection.peerEnded).toBe(true);
    expect(connection.held).toBe(true);
    release();
    expect(await over).toBe('complete');
    expect([done(), connection.held]).toEqual([5, false]);
    connection.end();
    expect(await connection.closed).toMatchObject({ type: 'end', began: 'peer', verified });
  });

  it('a peer that closes with something unread is a reset, and releases all', async () => {
    const { connection, peer } = await opening();
    const over = outcome(stuck(connection).results);
    peer.pause();
    connection.write(pattern);
    peer.write('hello');
    await until(() => connection.held);
    connection.hold();
    peer.destroy();
    expect(await over).toBeInstanceOf(ResetError);
    expect(connection.held).toBe(false);
    expect(await connection.closed).toMatchObject({ type: 'reset', began: 'peer', verified: true });
  });

  it(`a reset while more waits than is read ahead is ${reset}`, async () => {
    const { connection, cut, peer } = await opening();
    const { release, results } = stuck(connection);
    const over = outcome(results);
    peer.write(FLOOD);
    await stalled({ connection, peer });
    cut();
    if (reset === 'seen') expect(await over).toBeInstanceOf(ResetError);
    else {
      if (reset !== 'not seen') await until(() => connection.peerState === 'reset');
      else {
        await sleep(2 * LOOK);
        expect([connection.peerState, connection.held]).toEqual(['unknown', true]);
      }
      release();
    }
    const last = await over;
    connection.end();
    expect(connection.held).toBe(false);
    if (reset === 'not seen') expect(last).toBe('complete');
    // Whatever it was taken for, nobody vouches for an end that it may not have been.
    expect(await connection.closed).toMatchObject(
      last === 'complete' ? { type: 'end', verified } : { type: 'reset', verified: true },
    );
  });

  if (reset !== 'not seen')
    it('a reset while little waits is seen, and releases all', async () => {
      const { connection, cut, peer } = await opening();
      const over = outcome(stuck(connection).results);
      peer.write('hello');
      await until(() => connection.held);
      connection.hold();
      cut();
      expect(await over).toBeInstanceOf(ResetError);
      expect(connection.held).toBe(false);
      expect(await connection.closed).toMatchObject({ type: 'reset', verified: true });
    });
});
