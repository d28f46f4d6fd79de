import type { Subscription } from 'rxjs';
import type { Connection } from 'rxjs-sockets';
import { anyScript } from '../support/anyScript';
import { bind } from '../support/bind';
import { fill } from '../support/fill';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import type { Peers } from '../support/peers';
import type { Random } from '../../lib/testing/random';
import { seededRuns } from '../support/seededRuns';
import { until } from '../support/until';
import { Witness } from '../support/Witness';

const KIB = 1024;

describe('subscribed anyhow', () => {
  it('1,000 runs', () => seededRuns(runOnce), 120_000);

  /** What is wrong with what came out of one connection, or nothing. */
  async function runOnce(peers: Peers, limit: number, dice: Random): Promise<string | undefined> {
    const { steps, sent, last } = anyScript(dice);
    const server = await bind({ highWaterMark: limit });
    const to = { host: '127.0.0.1', port: server.port };
    const gone = peers.run({ to, count: 1, scripts: [steps] });
    const connection = await server.first();
    server.stop();
    const witness = new Witness(connection);
    if (dice.chance(0.2))
      // Nobody is there before all is over or read ahead.
      if (last === 'reset') await connection.closed;
      else await until(() => connection.readableLength >= Math.min(sent, limit));
    await readAnyhow(witness, connection, dice);
    connection.end();
    const [ending] = await Promise.all([connection.closed, gone]);

    if (witness.wrong !== undefined) return witness.wrong;
    if (witness.listening > 0) return `${witness.listening} were not told the end`;
    const due = last === 'end' ? sent : connection.bytesRead;
    const all = `${due} of ${due} bytes, ${last === 'end' ? 'complete' : 'ResetError'}, ${last}`;
    const got = `${witness.delivered} of ${due} bytes, ${witness.last}, ${ending.type}`;
    return got === all ? undefined : `${got} instead of ${all}`;
  }
});

/** Subscribes, leaves, holds and lets go at random, in the midst of a chunk too, and at last stays for the last event. */
async function readAnyhow(witness: Witness, connection: Connection, dice: Random): Promise<void> {
  const subscribed: Subscription[] = [];
  const held: Subscription[] = [];
  const actAnyhow = (): void => {
    const act = dice.pick(['hold', 'let go', 'subscribe', 'leave']);
    if (act === 'hold') held.push(connection.hold());
    else if (act === 'let go') held.pop()?.unsubscribe();
    else if (act === 'leave') subscribed.splice(dice.int(0, 2), 1)[0]?.unsubscribe();
    else if (subscribed.length < 2)
      subscribed.push(witness.subscribe(() => dice.chance(0.1) && actAnyhow()));
  };
  for (let acts = dice.int(0, 30); acts > 0; acts--) {
    actAnyhow();
    if (dice.chance(0.3)) await new Promise((resolve) => setTimeout(resolve, dice.int(1, 4)));
    else if (dice.chance(0.7)) await new Promise(setImmediate);
    else await Promise.resolve();
  }
  witness.subscribe();
  while (witness.last === undefined) {
    for (const hold of held.splice(0)) hold.unsubscribe();
    await new Promise(setImmediate);
  }
}

describe('nobody subscribed', () => {
  it.each([
    ['less than the limit', 40 * KIB],
    ['just the limit', 64 * KIB],
    ['more than the limit, and the end behind it', 120 * KIB],
    ['more than the kernel takes', 6 * KIB * KIB],
  ])('%s: whoever comes then gets it all', async (_, size) => {
    for (let i = 0; i < 20; i++) {
      const { peer, connection } = await pair();
      const witness = new Witness(connection);
      peer.end(pattern.subarray(0, size));
      await until(() => connection.readableLength >= Math.min(size, 64 * KIB));
      witness.subscribe();
      expect(await witness.over).toBe('complete');
      expect(witness).toMatchObject({ delivered: size, wrong: undefined });
      connection.end();
      peer.resume();
      expect(await connection.closed).toMatchObject({ type: 'end', bytesRead: size });
    }
  });

  it('more than the limit, and a reset behind it: all that the kernel had comes first', async () => {
    await Promise.all(
      Array.from({ length: 30 }, async () => {
        const { peer, connection } = await pair();
        const witness = new Witness(connection);
        const sent = await fill({ connection, peer });
        expect(connection.bytesRead).toBeLessThan(sent);
        peer.resetAndDestroy();
        expect(await connection.closed).toMatchObject({ type: 'reset', bytesRead: sent });
        witness.subscribe();
        expect(await witness.over).toBe('ResetError');
        expect(witness).toMatchObject({ delivered: sent, wrong: undefined });
      }),
    );
  });

  it.each(['end', 'resetAndDestroy'] as const)('a byte at a time, then %s()', async (leave) => {
    const size = 5_000;
    for (let i = 0; i < 3; i++) {
      const { peer, connection } = await pair();
      const witness = new Witness(connection);
      peer.setNoDelay();
      for (let at = 0; at < size; at++) {
        peer.write(pattern.subarray(at, at + 1));
        await new Promise(setImmediate);
        // In between somebody reads for a while.
        if (at === 1_000 || at === 3_000) {
          const subscription = witness.subscribe();
          await until(() => connection.readableLength === 0);
          setImmediate(() => subscription.unsubscribe());
        }
      }
      await until(() => connection.bytesRead === size);
      peer[leave]();
      if (leave === 'resetAndDestroy') await connection.closed;
      witness.subscribe();
      expect(await witness.over).toBe(leave === 'end' ? 'complete' : 'ResetError');
      expect(witness).toMatchObject({ delivered: size, wrong: undefined });
      connection.end();
      peer.resume();
      expect(await connection.closed).toMatchObject({ bytesRead: size });
    }
  });
});

// Node drops the socket as soon as a write fails, with all that its kernel still holds for us.
describe('a write of ours that is the first to meet the reset', () => {
  it.failing('loses nothing that had come before', async () => {
    const { peer, connection } = await pair();
    const witness = new Witness(connection);
    witness.subscribe();
    peer.write(pattern.subarray(0, 10));
    peer.resetAndDestroy();
    connection.write('x');
    expect(await witness.over).toBe('ResetError');
    expect(witness.delivered).toBe(10);
  });

  it.failing('does not hide the end that had come before', async () => {
    const { peer, connection } = await pair();
    const witness = new Witness(connection);
    witness.subscribe();
    peer.end(pattern.subarray(0, 10));
    peer.once('finish', () => {
      peer.resetAndDestroy();
      connection.write('x');
    });
    expect(await witness.over).toBe('complete');
    expect(witness.delivered).toBe(10);
  });
});
