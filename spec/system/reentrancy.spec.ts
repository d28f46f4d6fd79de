import type { Socket } from 'node:net';
import { config, finalize, noop, UnsubscriptionError } from 'rxjs';
import type { Connection } from 'rxjs-sockets';
import { bind } from '../support/bind';
import { dialRaw } from '../support/dialRaw';
import { random, type Random } from '../../lib/testing/random';
import { until } from '../support/until';

/** What is done from inside a callback, or by the peer. */
type Act = (connection: Connection, subscriber: Watched) => void;

interface Watched {
  last: number;
  after: number;
  left: boolean;
  leave(): void;
  /** All who are subscribed to the same connection. */
  readonly all: readonly Watched[];
}

const bug = new Error('bug');
const acts: Act[] = [
  noop,
  (_, subscriber) => subscriber.leave(),
  (_, subscriber) => {
    for (const each of subscriber.all) each.leave();
  },
  (connection) => connection.write('w'),
  (connection) => connection.end('e'),
  (connection) => connection.reset(),
  (connection) => void connection.close({ within: 5 }),
  // For ever would be for ever: an end behind more than is read ahead is not seen.
  (connection) => {
    const hold = connection.hold();
    setTimeout(() => hold.unsubscribe(), 5);
  },
  (connection) => connection.hold().unsubscribe(),
  (connection) => connection.socket.destroy(),
  (connection) => connection.subscribe({ error: noop }),
  () => {
    throw bug;
  },
];

const SCHEDULES = 10_000;
const AT_ONCE = 100;

describe('re-entrancy', () => {
  const unhandled: unknown[] = [];
  beforeAll(() => {
    config.onUnhandledError = (error) => unhandled.push(error);
  });
  afterAll(() => {
    config.onUnhandledError = null;
  });

  /** Subscribes, and acts inside every callback as the dice say. */
  function watch(connection: Connection, dice: Random, all: Watched[]): void {
    const watched: Watched = {
      last: 0,
      after: 0,
      left: false,
      all,
      leave: () => {
        watched.left = true;
        subscription.unsubscribe();
      },
    };
    const act = (): void => dice.pick(acts)(connection, watched);
    const inNext = dice.pick(acts);
    const source = dice.chance(0.5) ? connection.pipe(finalize(act)) : connection;
    const finish = (): void => {
      watched.last++;
      act();
    };
    const subscription = source.subscribe({
      next: () => {
        if (watched.last > 0 || watched.left) watched.after++;
        inNext(connection, watched);
      },
      error: finish,
      complete: finish,
    });
    all.push(watched);
  }

  async function run(connection: Connection, dice: Random, seed: number): Promise<void> {
    let closes = 0;
    connection.socket.on('close', () => closes++);
    const endings: unknown[] = [];
    void connection.closed.then((ending) => endings.push(ending));
    const watched: Watched[] = [];
    for (let count = dice.int(0, 3); count > 0; count--) watch(connection, dice, watched);
    await connection.closed;
    // What waited for a subscriber or for a hold is told behind the close.
    for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
    for (const { last, after, left } of watched) {
      expect({ seed, after, lasts: last }).toEqual({ seed, after: 0, lasts: left ? last : 1 });
      expect(last).toBeLessThanOrEqual(1);
    }
    expect({ seed, closes, endings: endings.length }).toEqual({ seed, closes: 1, endings: 1 });
    expect(connection.held).toBe(false);
  }

  /** Writes a little and goes, in one way or another. */
  async function play(peer: Socket, dice: Random): Promise<void> {
    peer.resume();
    for (let writes = dice.int(0, 4); writes > 0; writes--) {
      peer.write(Buffer.alloc(dice.pick([1, 1000, 100_000])));
      if (dice.chance(0.5)) await new Promise(setImmediate);
    }
    if (dice.chance(0.4)) peer.end();
    else if (dice.chance(0.5)) peer.resetAndDestroy();
    else peer.destroy();
  }

  it(`survives ${SCHEDULES} random schedules: one last event each, nothing behind it, one close`, async () => {
    const bound = await bind({ abandonedTimeout: 20, halfClosedTimeout: 20, closeTimeout: 20 });
    const accepted = new Map<number, Connection>();
    bound.connections.subscribe((connection) => accepted.set(connection.remotePort!, connection));

    const one = async (seed: number): Promise<void> => {
      const dice = random(seed);
      const peer = await dialRaw(bound.port);
      const port = peer.localPort!;
      await until(() => accepted.has(port));
      const connection = accepted.get(port)!;
      accepted.delete(port);
      if (dice.chance(0.3)) await new Promise(setImmediate);
      await Promise.all([run(connection, dice, seed), play(peer, dice)]);
      peer.destroy();
    };
    for (let seed = 0; seed < SCHEDULES; seed += AT_ONCE)
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => one(seed + index)));

    bound.stop();
    await new Promise((resolve) => setTimeout(resolve, 0));
    // rxjs reports throws of callbacks that it called itself; nothing of ours may be among them.
    expect(unhandled.filter((error) => !isBug(error))).toEqual([]);
  }, 240_000);
});

function isBug(error: unknown): boolean {
  return error === bug || (error instanceof UnsubscriptionError && error.errors.every(isBug));
}
