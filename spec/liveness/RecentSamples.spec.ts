import fc from 'fast-check';
import { RecentSamples } from '../../lib/liveness/RecentSamples';

/** Exact, of whole numbers. */
function moments(values: number[]): { mean: number; deviation: number } {
  const count = BigInt(values.length);
  let sum = 0n;
  let squares = 0n;
  for (const value of values.map(BigInt)) {
    sum += value;
    squares += value * value;
  }
  const variance = count * squares - sum * sum;
  const n = values.length;
  return { mean: Number(sum) / n, deviation: Math.sqrt(Number(variance)) / n };
}

describe('RecentSamples', () => {
  it('has mean and deviation of the last so many, whatever came before', () => {
    const size = fc.integer({ min: 1, max: 20 });
    const values = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 2 ** 50 })),
      { minLength: 1, maxLength: 100 },
    );
    fc.assert(
      fc.property(size, values, (size, values) => {
        const samples = new RecentSamples(size);
        values.forEach((value, index) => {
          samples.add(value);
          const { mean, deviation } = moments(
            values.slice(Math.max(0, index + 1 - size), index + 1),
          );
          expect(Math.abs(samples.mean - mean)).toBeLessThanOrEqual(1e-14 * mean);
          // No better than the rounding of the values themselves, in terms of the mean.
          expect(Math.abs(samples.deviation - deviation)).toBeLessThanOrEqual(
            1e-13 * deviation + 1e-15 * mean,
          );
        });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps no trace of what was huge once that is forgotten', () => {
    const samples = new RecentSamples(10);
    for (let index = 0; index < 1_000; index++) samples.add(index % 100 === 0 ? 1e15 : 7.25);
    expect(samples.mean).toBe(7.25);
    expect(samples.deviation).toBe(0);
  });

  it('sees small differences of large values', () => {
    const samples = new RecentSamples(100);
    for (let index = 0; index < 1_234; index++) samples.add(1e12 + (index % 2));
    expect(samples.mean).toBe(1e12 + 0.5);
    expect(samples.deviation).toBeCloseTo(0.5, 3);
  });

  it('takes a time that does not grow with their number', () => {
    const time = (size: number): number => {
      const samples = new RecentSamples(size);
      const start = performance.now();
      for (let index = 0; index < 400_000; index++) {
        samples.add(index);
        if (samples.deviation < 0) throw new Error('negative');
      }
      return performance.now() - start;
    };
    time(10);
    // Would be 1,000 times as much.
    expect(time(10_000)).toBeLessThan(20 * time(10));
  });
});
