import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled } from '../support/compiled';
import { HEALTHY, type Happened, LIMIT, now, SILENT, Trial } from '../support/Trial';

/** By which the wall clock of a process is set, and its steady clock is not. */
function faketime(): string | undefined {
  try {
    const tool = join(process.cwd(), 'tools/faketime.mjs');
    const library = execFileSync(process.execPath, [tool], { encoding: 'utf8', stdio: 'pipe' });
    return library.trim();
  } catch (error) {
    console.warn(`clockSteps.spec.ts is skipped, it needs Debian's libfaketime: ${String(error)}`);
    return undefined;
  }
}

const preload = faketime();
const HOUR = 3_600_000;

(preload === undefined ? describe.skip : describe)('a wall clock that is set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const stamp = join(folder, 'stamp');
  let ours: Trial[];
  let naive: Trial;

  beforeAll(() => {
    const library = compiled();
    void set(0);
    const env = {
      LD_PRELOAD: preload,
      FAKETIME_TIMESTAMP_FILE: stamp,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    ours = ['idleTimeout', 'liveness'].map((detector) => new Trial(library, detector, env));
    naive = new Trial(library, 'wall clock', env);
  }, 60_000);
  afterAll(() => {
    for (const trial of [...ours, naive]) trial.stop();
    rmSync(folder, { recursive: true });
  });

  /** How far from the truth the clock is to be from now on, in ms. */
  function set(offset: number): Promise<Happened> {
    writeFileSync(`${stamp}.new`, `${offset < 0 ? '' : '+'}${offset / 1_000}s\n`);
    renameSync(`${stamp}.new`, stamp);
    return Promise.resolve({ over: now(), turn: now() });
  }

  it.each([
    ['an hour ahead', 0, HOUR],
    ['an hour back', HOUR, 0],
    ['120 ms ahead', 0, 120],
    ['120 ms back', 120, 0],
  ])('by %s kills nobody, and hides nobody', async (_, from, to) => {
    await set(from);
    const step = (): Promise<Happened> => set(to);
    const cells = await Promise.all(ours.map((trial) => trial.measure(step)));
    for (const cell of cells) {
      expect(cell).toMatchObject({ killed: 0, found: SILENT, foundLater: SILENT });
      expect(cell.latest).toBeLessThan(LIMIT);
    }
  });

  it('is a danger: who goes by it kills the healthy, or never finds the dead', async () => {
    await set(0);
    const ahead = await naive.measure(() => set(HOUR));
    expect(ahead.killed).toBeGreaterThan(HEALTHY / 2);
    const back = await naive.measure(() => set(0));
    expect(back.found).toBe(0);
  });
});
