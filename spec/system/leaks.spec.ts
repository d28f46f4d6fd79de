import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compiled } from '../support/compiled';

interface Holdings {
  descriptors: number;
  resources: string[];
  heap: number;
}

const CYCLES = 100_000;
const MIB = 1_048_576;

// Descriptors are counted in /proc.
(process.platform === 'linux' ? describe : describe.skip)('leaks', () => {
  it(`${CYCLES} cycles of opening and leaving give everything back`, async () => {
    const child = join(__dirname, '../support/openAndLeave.cjs');
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', child, compiled(), String(CYCLES)],
      { timeout: 240_000, killSignal: 'SIGKILL' },
    );
    expect(stderr).toBe('');
    const { before, after, served } = JSON.parse(stdout) as Record<'before' | 'after', Holdings> & {
      served: number;
    };
    expect(served).toBeGreaterThan(CYCLES);
    expect(after.descriptors).toBe(before.descriptors);
    expect(after.resources).toEqual(before.resources);
    expect(after.heap - before.heap).toBeLessThan(MIB);
  }, 250_000);
});
