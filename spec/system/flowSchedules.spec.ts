import type { Subscription } from 'rxjs';
import { anyScript } from '../support/anyScript';
import { bind } from '../support/bind';
import { flowReaders, type Reading } from '../support/flowReaders';
import { pair } from '../support/pair';
import type { Peers } from '../support/peers';
import type { Random } from '../../lib/testing/random';
import { seededRuns } from '../support/seededRuns';
import { Witness } from '../support/Witness';

describe('read through any flow operators', () => {
  it('1,000 runs', () => seededRuns(runOnce), 120_000);

  /** What is wrong with what came out of one connection, or nothing. */
  async function runOnce(peers: Peers, limit: number, dice: Random): Promise<string | undefined> {
    const script = anyScript(dice);
    const server = await bind({ highWaterMark: limit });
    const target = await pair({ highWaterMark: limit });
    const heard: Buffer[] = [];
    target.peer
      .on('end', () => target.peer.end())
      .on('data', (chunk: Buffer) => {
        heard.push(chunk);
        if (dice.chance(0.7)) return;
        target.peer.pause();
        setTimeout(() => target.peer.resume(), dice.int(1, 4));
      });
    const to = { host: '127.0.0.1', port: server.port };
    const gone = peers.run({ to, count: 1, scripts: [script.steps] });
    const connection = await server.first();
    server.stop();
    const witness = new Witness(connection);
    const sent: Buffer[] = [];
    const lasts = await readAnyhow({
      connection,
      witness,
      dice,
      to: target.connection,
      sent,
      isBounded: script.last === 'end',
    });
    if (connection.held) witness.blame('held by nobody');
    connection.end();
    target.connection.end();
    const [ending, relayed] = await Promise.all([
      connection.closed,
      target.connection.closed,
      gone,
    ]);

    if (witness.wrong !== undefined) return witness.wrong;
    if (witness.listening > 0) return `${witness.listening} were not told the end`;
    const isEnd = script.last === 'end';
    const due = isEnd ? script.sent : connection.bytesRead;
    const all = `${due} of ${due} bytes, ${isEnd ? 'complete' : 'ResetError'}, ${script.last}`;
    const got = `${witness.delivered} of ${due} bytes, ${lasts.join(' and ')}, ${ending.type}`;
    if (got !== all) return `${got} instead of ${all}`;
    const [passed, arrived] = [Buffer.concat(sent), Buffer.concat(heard)];
    // What a reset has overtaken doesn't arrive.
    const isCut = relayed.type === 'local' && relayed.by === 'reset';
    return arrived.equals(isCut ? passed.subarray(0, arrived.length) : passed)
      ? undefined
      : `${arrived.length} of ${passed.length} bytes were passed on`;
  }
});

/**
 * Begins to read in any way, leaves, holds and lets go at random, in the midst of work too, and at last stays for the last
 * event. Resolves with all of these that came.
 */
async function readAnyhow(what: Omit<Reading, 'act' | 'isAlone'>): Promise<string[]> {
  const { connection, dice, witness } = what;
  const lasts = new Set<string>();
  const held: Subscription[] = [];
  let readers: Subscription[] = [];
  const reading: Reading = { ...what, isAlone: false, act };
  const isRead = (): boolean => {
    readers = readers.filter(({ closed }) => !closed);
    return reading.isAlone || readers.length > 0;
  };
  const begin = (): void => {
    const reader = dice.pick(isRead() ? flowReaders.slice(0, -1) : flowReaders)(reading);
    readers.push(
      reader.subscribe({
        error: (error: unknown) => lasts.add((error as Error).name),
        complete: () => lasts.add('complete'),
      }),
    );
  };
  function act(): void {
    const deed = dice.pick(['hold', 'let go', 'begin', 'leave']);
    if (deed === 'hold') held.push(connection.hold());
    else if (deed === 'let go') held.pop()?.unsubscribe();
    else if (deed === 'leave') readers.splice(dice.int(0, 3), 1)[0]?.unsubscribe();
    else if (!reading.isAlone && readers.length < 3) begin();
    if (!isRead() && held.length === 0 && connection.held) witness.blame('held by who has left');
  }

  for (let acts = dice.int(0, 30); acts > 0; acts--) {
    act();
    if (dice.chance(0.3)) await new Promise((resolve) => setTimeout(resolve, dice.int(1, 4)));
    else if (dice.chance(0.7)) await new Promise(setImmediate);
    else await Promise.resolve();
  }
  for (;;) {
    for (const hold of held.splice(0)) hold.unsubscribe();
    if (!isRead()) {
      if (lasts.size > 0) return [...lasts];
      begin();
    }
    await new Promise(setImmediate);
  }
}
