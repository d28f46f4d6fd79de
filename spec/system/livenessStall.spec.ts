import { setTimeout as sleep } from 'node:timers/promises';
import { compiled } from '../support/compiled';
import { type Cell, HEALTHY, SILENT, type Stall, Trial } from '../support/Trial';

/** How soon the dead are found, in ms: medians, besides what the machine itself takes for a turn or a timer. */
const AFTER_THE_STALL = 20;
const AFTER_THE_LIMIT = 10;
/** How often a cell is measured whose times were bad, since something else may have had the processor. Kills are final. */
const ATTEMPTS = 3;

describe('200 healthy peers and 20 silent ones, a limit of 1 s, and a server that stands still', () => {
  let ours: Trial;
  let rivals: Trial[];
  beforeAll(() => {
    const library = compiled();
    ours = new Trial(library, 'idleTimeout');
    rivals = [new Trial(library, 'rxjs'), new Trial(library, 'node')];
  }, 60_000);
  afterAll(() => {
    for (const each of [ours, ...rivals]) each.stop();
  });

  async function measureOurs(stall: Stall, ms: number, attempts = ATTEMPTS): Promise<void> {
    const cell = await ours.measure(() => ours.stall(stall, ms));
    expect(cell).toMatchObject({ killed: 0, found: SILENT, foundLater: SILENT });
    show('idleTimeout', stall, ms, cell);
    const { foundAfter, lateBy, turn, timers } = cell;
    if (foundAfter - turn <= AFTER_THE_STALL && lateBy - timers <= AFTER_THE_LIMIT) return;
    if (attempts === 1) throw new Error(`Found too late: ${JSON.stringify(cell)}`);
    return measureOurs(stall, ms, attempts - 1);
  }

  async function measureRival(rival: Trial, stall: Stall, ms: number): Promise<void> {
    // Whoever kills 200 at once needs the processor.
    await sleep(700);
    const cell = await rival.measure(() => rival.stall(stall, ms));
    show(rival.detector, stall, ms, cell);
    // What others do shows that the healthy are in danger.
    if (ms > 1_000) expect(cell.killed).toBeGreaterThan(HEALTHY / 2);
  }

  it.each<[Stall, number]>([
    ['poll', 900],
    ['check', 900],
    ['stop', 900],
    ['poll', 3_000],
    ['check', 3_000],
    ['stop', 3_000],
  ])('%s for %p ms: all the healthy live, and all others are found in time', (stall, ms) =>
    Promise.all([measureOurs(stall, ms), ...rivals.map((rival) => measureRival(rival, stall, ms))]),
  );
});

/** For who wants to see it: `STALL_TABLE=1 npm test -- livenessStall`. */
function show(detector: string, stall: Stall, ms: number, cell: Cell): void {
  if (!process.env.STALL_TABLE) return;
  const { killed, found, foundAfter, lateBy, turn, timers } = cell;
  process.stdout.write(
    `${detector.padEnd(12)} ${stall.padEnd(6)} ${String(ms).padStart(5)} ms: ${killed} of ${HEALTHY} killed, ` +
      `${found} of ${SILENT} found ${foundAfter.toFixed(1)} ms after it (a turn took ${turn.toFixed(1)}), ` +
      `later ones ${lateBy.toFixed(1)} ms after the limit (a timer ${timers.toFixed(1)})\n`,
  );
}
