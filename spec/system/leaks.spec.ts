import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compiled } from '../support/compiled';

interface Holdings {
  descriptors: number;
  resources: string[];
  timers: number;
  heap: number;
}

const MIB = 1_048_576;

// Descriptors are counted in /proc.
(process.platform === 'linux' ? describe : describe.skip)('leaks', () => {
  it.each([
    [100_000, 'any'],
    [10_000, 'liveness'],
    [10_000, 'flow'],
    [1_000, 'relay'],
  ])(
    '%p connections opened and left, with %s pipelines, give everything back',
    async (cycles, kind) => {
      const child = join(__dirname, '../support/openAndLeave.cjs');
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        ['--expose-gc', child, compiled(), String(cycles), kind],
        { timeout: 240_000, killSignal: 'SIGKILL' },
      );
      expect(stderr).toBe('');
      const { before, after, served } = JSON.parse(stdout) as Record<
        'before' | 'after',
        Holdings
      > & {
        served: number;
      };
      expect(served).toBeGreaterThan(cycles);
      expect(after.descriptors).toBe(before.descriptors);
      expect(after.resources).toEqual(before.resources);
      expect(after.timers).toBe(0);
      expect(after.heap - before.heap).toBeLessThan(MIB);
    },
    250_000,
  );
});
