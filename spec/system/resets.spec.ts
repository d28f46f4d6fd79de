import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compiled } from '../support/compiled';
import { Peers, type Step } from '../support/peers';
import { random } from '../../lib/testing/random';

const EACH_WAY = 10_000;
/** Less than fits into the queue of those that wait to be accepted. */
const BATCH = 1_000;
/** An odd number, so that each script meets each treatment. */
const SCRIPTS = 499;

interface Tally {
  readonly accepted: number;
  readonly dialled: number;
  readonly refused: number;
  readonly closed: number;
  readonly endings: Record<string, number>;
  readonly served: number;
  readonly outcomes: number;
  readonly subscribers: number;
  readonly lasts: number;
  readonly descriptors: number;
}

/** A few bytes, turns and moments, and a reset; some end before. */
function anyReset(seed: number): Step[] {
  const dice = random(seed);
  const steps: Step[] = [];
  for (let left = dice.int(0, 5); left > 0; left--)
    steps.push(
      dice.pick<Step>([
        ['send', dice.int(1, 2 ** dice.int(1, 18))],
        ['turn'],
        ['wait', dice.int(1, 6)],
      ]),
    );
  if (dice.chance(0.1)) steps.push(['end'], dice.chance(0.5) ? ['turn'] : ['wait', 2]);
  return [...steps, ['reset']];
}

let peers: Peers;
let child: ChildProcess;
beforeAll(() => {
  peers = new Peers();
});
afterAll(() => {
  peers.stop();
  child.kill();
});

// Descriptors are counted in /proc.
const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux(
  `${2 * EACH_WAY} resets at random moments, and nothing goes unhandled or missing`,
  async () => {
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    const scripts = Array.from({ length: SCRIPTS }, (_, i) => anyReset(seed + i));
    child = fork(
      join(__dirname, '../support/survive.cjs'),
      [compiled(), String(EACH_WAY), String(BATCH)],
      { silent: true },
    );
    const exit = once(child, 'exit');
    const stderr = text(child.stderr!);
    const [port] = (await once(child, 'message')) as [number];
    const visit = (): void => {
      void peers.run({ to: { host: '127.0.0.1', port }, count: BATCH, scripts });
    };
    const tallied = new Promise<Tally>((resolve, reject) => {
      child.on('message', (message: 'accepted' | Tally) => {
        if (message === 'accepted') visit();
        else resolve(message);
      });
      void exit.then(async () => {
        reject(new Error(`SEED=${seed}: ${await stderr}`));
      });
    });
    visit();
    // Most wait a little, since whoever resets at once is mostly faster than the dialling.
    child.send(
      await peers.serve(scripts.map((script, i) => (i % 8 ? [['wait', 1], ...script] : script))),
    );
    const tally = await tallied;

    expect({ seed, ...tally }).toMatchObject({
      seed,
      accepted: EACH_WAY,
      refused: EACH_WAY - tally.dialled,
      closed: tally.accepted + tally.dialled,
      outcomes: tally.served,
      lasts: tally.subscribers,
      descriptors: 0,
    });
    // It says nothing, and nothing keeps it alive.
    expect(await exit).toEqual([0, null]);
    expect(await stderr).toBe('');
  },
  120_000,
);
