import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from 'rxjs-sockets';
import { fill } from '../support/fill';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { until } from '../support/until';
import { Witness } from '../support/Witness';

/** How soon a close must show that can't be read, in ms. */
const SOON = 2_000;

/** Expects that the connection is seen to be reset, soon. */
async function expectReset(connection: Connection): Promise<void> {
  const start = performance.now();
  expect(await connection.closed).toMatchObject({ type: 'reset', began: 'peer', verified: true });
  expect(performance.now() - start).toBeLessThan(SOON);
}

async function expectAll(witness: Witness, sent: number, last: string): Promise<void> {
  expect(await witness.over).toBe(last);
  expect(witness).toMatchObject({ delivered: sent, wrong: undefined });
}

/** Many at a time, since they share a timer. */
const many = (test: () => Promise<void>) => (): Promise<unknown> =>
  Promise.all(Array.from({ length: 30 }, test));

describe('more unread than is read ahead', () => {
  it(
    'a reset shows with nobody subscribed, and all bytes wait for whoever comes',
    many(async () => {
      const { connection, peer } = await pair();
      const sent = await fill({ connection, peer });
      peer.resetAndDestroy();
      await expectReset(connection);
      expect(connection.readableLength).toBe(sent);
      const witness = new Witness(connection);
      witness.subscribe();
      await expectAll(witness, sent, 'ResetError');
    }),
  );

  it(
    'a reset shows while held, and releases',
    many(async () => {
      const { connection, peer } = await pair();
      const witness = new Witness(connection);
      witness.subscribe();
      connection.hold();
      const sent = await fill({ connection, peer });
      expect(witness.delivered).toBe(0);
      peer.resetAndDestroy();
      await expectReset(connection);
      await expectAll(witness, sent, 'ResetError');
    }),
  );

  it(
    'a reset shows behind our own end',
    many(async () => {
      const { connection, peer } = await pair();
      const sent = await fill({ connection, peer });
      connection.end();
      await until(() => connection.socket.writableFinished);
      peer.resetAndDestroy();
      const ending = await connection.closed;
      expect(ending).toMatchObject({ type: 'reset', began: 'local', bytesRead: sent });
      const witness = new Witness(connection);
      witness.subscribe();
      await expectAll(witness, sent, 'ResetError');
    }),
  );

  it(
    'an end shows behind our own end',
    many(async () => {
      const { connection, peer } = await pair();
      const sent = await fill({ connection, peer });
      connection.end();
      await until(() => connection.socket.writableFinished);
      peer.end();
      const ending = await connection.closed;
      expect(ending).toMatchObject({ type: 'local', by: 'end', bytesRead: sent });
      const witness = new Witness(connection);
      witness.subscribe();
      await expectAll(witness, sent, 'complete');
    }),
  );

  it(
    'a healthy one stays open, and all is there when somebody comes',
    many(async () => {
      const { connection, peer } = await pair();
      const sent = await fill({ connection, peer });
      // For long enough that it was looked at three times.
      const ending = await Promise.race([connection.closed, sleep(1_600, 'open')]);
      expect(ending).toBe('open');
      expect(connection.bytesRead).toBeLessThan(sent);
      peer.end();
      const witness = new Witness(connection);
      witness.subscribe();
      await expectAll(witness, sent, 'complete');
      connection.end();
      peer.resume();
      expect(await connection.closed).toMatchObject({ type: 'end' });
    }),
  );

  it(
    'an end stays hidden until somebody reads, and then all bytes come first',
    many(async () => {
      const { connection, peer } = await pair();
      const sent = await fill({ connection, peer });
      peer.end();
      let known = false;
      void connection.peerEnded.then(() => (known = true));
      await sleep(1_100);
      expect(known).toBe(false);
      const witness = new Witness(connection);
      witness.subscribe();
      expect(await connection.peerEnded).toBe(true);
      await expectAll(witness, sent, 'complete');
      connection.end();
      peer.resume();
      expect(await connection.closed).toMatchObject({ type: 'end' });
    }),
  );
});

describe('less unread than is read ahead', () => {
  const sent = 40_000;

  it(
    'an end is known with nobody subscribed, and all bytes wait for whoever comes',
    many(async () => {
      const { connection, peer } = await pair();
      peer.end(pattern.subarray(0, sent));
      expect(await connection.peerEnded).toBe(true);
      expect(connection.readableLength).toBe(sent);
      const witness = new Witness(connection);
      witness.subscribe();
      await expectAll(witness, sent, 'complete');
      connection.end();
      peer.resume();
      expect(await connection.closed).toMatchObject({ type: 'end', bytesRead: sent });
    }),
  );

  it(
    'a reset behind the end shows although nobody reads or writes',
    many(async () => {
      const { connection, peer } = await pair();
      peer.end(pattern.subarray(0, sent));
      expect(await connection.peerEnded).toBe(true);
      await until(() => peer.writableFinished);
      peer.resetAndDestroy();
      await expectReset(connection);
      const witness = new Witness(connection);
      witness.subscribe();
      await expectAll(witness, sent, 'complete');
    }),
  );
});
