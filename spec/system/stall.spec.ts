import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compiled } from '../support/compiled';
import { Peers, type Step } from '../support/peers';

const HEALTHY = 200;

let library: string;
let peers: Peers;
beforeAll(() => {
  library = compiled();
  peers = new Peers();
}, 60_000);
afterAll(() => {
  peers.stop();
});

/** How the connections of a process ended whose loop was blocked in a phase of its, for three times as long as the deadline. */
async function endings(deadline: string, phase: string, scripts: Step[][]): Promise<unknown> {
  const args = [library, deadline, phase, String(scripts.length)];
  const child = fork(join(__dirname, '../support/stall.cjs'), args, { timeout: 25_000 });
  const [port] = (await once(child, 'message')) as [number];
  const to = { host: '127.0.0.1', port };
  void peers.run({ to, count: scripts.length, atOnce: scripts.length, scripts });
  const [endings] = (await once(child, 'message')) as [unknown];
  return endings;
}

function blocked(deadline: string, scripts: Step[][]): Promise<unknown> {
  return Promise.all(['poll', 'check'].map((phase) => endings(deadline, phase, scripts)));
}

const each = (count: number, ...script: Step[]): Step[][] =>
  Array.from({ length: count }, () => script);

describe('a loop that is blocked for 3 s, in a poll and in a setImmediate', () => {
  it.each([
    ['our end with theirs', 0],
    ['with 10 bytes and their end', 10],
    ['with 50,000 bytes and their end', 50_000],
  ])('spares at closeTimeout all who answered %s', async (_, bytes) => {
    const answer: Step[] = [['ended'], ['wait', 300], ['send', bytes], ['end']];
    const endings = { 'local by end': HEALTHY, 'local by deadline': 1 };
    expect(await blocked('closeTimeout', [...each(HEALTHY, ...answer), []])).toEqual([
      endings,
      endings,
    ]);
  });

  it('spares at halfClosedTimeout all whose end we answered with ours', async () => {
    const endings = { end: HEALTHY, 'local by deadline': 1 };
    expect(await blocked('halfClosedTimeout', each(HEALTHY + 1, ['heard'], ['end']))).toEqual([
      endings,
      endings,
    ]);
  });

  it('spares at abandonedTimeout all to whom somebody turns right then', async () => {
    const endings = { open: HEALTHY, 'local by deadline': 1 };
    expect(
      await blocked('abandonedTimeout', each(HEALTHY + 1, ['heard'], ['wait', 300], ['send', 1])),
    ).toEqual([endings, endings]);
  });
});
