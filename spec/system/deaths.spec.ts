import { setTimeout as sleep } from 'node:timers/promises';
import { keepAliveSupport, type LivenessPolicy, worstCaseDetection } from 'rxjs-sockets';
import { compiled } from '../support/compiled';
import { type Death, Deaths, type Setup } from '../support/Deaths';
import { Hosts } from '../support/Hosts';

/** How many die at once, each at another point of its beat. */
const RUNS = 20;
const LIMIT = 1_000;
/** What is told at once takes a moment all the same, in which two processes need the processor. */
const AT_ONCE = 100;
/** How often a cell is measured in which some were found late, since something else may have had the processor. */
const ATTEMPTS = 3;

const expecting: LivenessPolicy = { expect: { within: LIMIT } };
const asking: LivenessPolicy = { probe: { after: 700, frame: '?', timeout: 300 } };
const sending: LivenessPolicy = { writeStall: LIMIT };
const keepAlive = { initialDelay: 1_000, ...(keepAliveSupport.count && { count: 2 }) };
/** Long enough for the peers to come and to die before it. */
const abandonedTimeout = 2 * LIMIT;

interface Circumstances extends Partial<Setup> {
  /** The server begins to write as they die. */
  readonly isWriting?: true;
  /** It can't show as long as they are held. */
  readonly isReleased?: true;
}
type Cell = [Setup['state'], Death, Circumstances, found: string, limit: number];

const writing = { policy: sending, isWriting: true } as const;
const released = { isReleased: true } as const;
/** More than is read ahead. */
const unread = { unread: 400_000 };
const kernel = { policy: {}, options: { keepAlive } };
const abandoned = { options: { abandonedTimeout } };

const bySilence = worstCaseDetection(expecting);
const byProbe = worstCaseDetection(asking);
const byKernel = worstCaseDetection({}, { keepAlive });
const byLooking = worstCaseDetection({}, { keepAlive, held: true });

const here: Cell[] = [
  ['flowing', 'killed', {}, 'complete', bySilence.halfClosed],
  ['flowing', 'ended', {}, 'complete', bySilence.halfClosed],
  ['flowing', 'reset', {}, 'ResetError', bySilence.reset],
  ['flowing', 'stopped', {}, 'IdleTimeoutError', bySilence.stopped],
  ['flowing', 'stopped', { policy: asking }, 'ProbeTimeoutError', byProbe.stopped],
  ['flowing', 'stopped', writing, 'WriteStallError', LIMIT],
  ['held', 'killed', {}, 'peerEnded', bySilence.halfClosed],
  ['held', 'killed', { ...unread, ...released }, 'complete', bySilence.halfClosed],
  ['held', 'ended', {}, 'peerEnded', bySilence.halfClosed],
  ['held', 'ended', { ...unread, ...released }, 'complete', bySilence.halfClosed],
  ['held', 'reset', {}, 'ResetError', bySilence.reset],
  ['held', 'reset', unread, 'ResetError', byLooking.reset],
  ['held', 'stopped', released, 'IdleTimeoutError', bySilence.stopped],
  ['held', 'stopped', writing, 'WriteStallError', LIMIT],
  ['unsubscribed', 'killed', {}, 'peerEnded', bySilence.halfClosed],
  ['unsubscribed', 'ended', {}, 'peerEnded', bySilence.halfClosed],
  ['unsubscribed', 'reset', {}, 'reset', bySilence.reset],
  ['unsubscribed', 'reset', unread, 'reset', byLooking.reset],
  ['unsubscribed', 'stopped', abandoned, 'abandonedTimeout', abandonedTimeout],
  [
    'unsubscribed',
    'stopped',
    { ...writing, ...abandoned },
    'abandonedTimeout',
    2 * abandonedTimeout,
  ],
];

const acrossACable: Cell[] = [
  ['flowing', 'cut', {}, 'IdleTimeoutError', bySilence.crashIdle],
  ['flowing', 'cut', { policy: asking }, 'ProbeTimeoutError', byProbe.crashIdle],
  ['flowing', 'cut', kernel, 'KernelTimeoutError', byKernel.crashIdle],
  ['flowing', 'cut', writing, 'WriteStallError', LIMIT],
  ['held', 'cut', released, 'IdleTimeoutError', bySilence.crashIdle],
  ['held', 'cut', kernel, 'KernelTimeoutError', byKernel.crashIdle],
  ['held', 'cut', { ...kernel, ...unread }, 'KernelTimeoutError', byLooking.crashIdle],
  ['held', 'cut', writing, 'WriteStallError', LIMIT],
  ['unsubscribed', 'cut', kernel, 'timeout', byKernel.crashIdle],
  ['unsubscribed', 'cut', { ...kernel, ...unread }, 'timeout', byLooking.crashIdle],
  ['unsubscribed', 'cut', { ...writing, ...abandoned }, 'abandonedTimeout', 2 * abandonedTimeout],
];

/** Apart from this one, whose kernel may have the sockets of other specs by the thousand: it takes a while to tell of those. */
const canBeApart = Hosts.canBeMade('deaths.spec.ts');
let library: string;
const undone: (() => void)[] = [];

beforeAll(() => {
  library = compiled();
}, 60_000);
afterAll(() => {
  for (const undo of undone) undo();
});

/** Expects that all of a cell are found in its way and in its time. */
async function expectFound(cell: Cell, attempts = ATTEMPTS): Promise<void> {
  const [, , , how, limit] = cell;
  const all = await measure(cell);
  expect({ cell, ways: [...new Set(all.map((one) => one.how))] }).toEqual({ cell, ways: [how] });
  const after = all.map((one) => one.after).sort((a, b) => a - b);
  expect(after[0]).toBeGreaterThanOrEqual(0);
  show(cell, after);
  const late = after.filter((ms) => ms > Math.max(1.1 * limit, AT_ONCE));
  if (late.length === 0) return;
  if (attempts === 1) throw new Error(`${JSON.stringify(cell)}: found after ${late.join(', ')} ms`);
  await expectFound(cell, attempts - 1);
}

/** How each was found, and after how many ms. */
async function measure(cell: Cell): Promise<{ how: string; after: number }[]> {
  const [state, death, { isWriting, isReleased, ...rest }] = cell;
  const setup = { policy: expecting, options: {}, unread: 1, ...rest, state };
  const hosts = canBeApart ? new Hosts() : undefined;
  const places = death === 'cut' ? hosts : hosts?.together;
  const deaths = new Deaths(library, setup, RUNS, places);
  const undo = (): void => {
    deaths.stop();
    hosts?.remove();
  };
  undone.push(undo);
  await deaths.settle();
  const found = deaths.find();
  let since = await deaths.die(death, () => hosts?.cut());
  if (isWriting) since = await deaths.order('write');
  if (isReleased) {
    await sleep(1.5 * LIMIT);
    since = await deaths.order('release');
  }
  const all = await found;
  undo();
  return all.map(({ how, at }) => ({ how, after: at - since }));
}

describe('20 peers that go at once', () => {
  it.each(here)('are found: %s, %s, %j: %s after %p ms', (...cell) => expectFound(cell));

  (canBeApart ? it : it.skip)(
    'are found when no packet comes from them any more',
    // Together, since a kernel takes its time.
    () => Promise.all(acrossACable.map((cell) => expectFound(cell))),
    60_000,
  );
});

/** For who wants to see it: `DEATHS_TABLE=1 npm test -- deaths`. */
function show([state, death, circumstances, how, limit]: Cell, after: readonly number[]): void {
  if (!process.env.DEATHS_TABLE) return;
  const [median, last] = [after[after.length >> 1]!, after.at(-1)!];
  process.stdout.write(
    `${state}, ${death}, ${JSON.stringify(circumstances)}: ${how} ${median.toFixed(1)} ms after it, ` +
      `the last ${last.toFixed(1)}, of at most ${limit}\n`,
  );
}
