import { roughNow } from '../../lib/time/roughNow';
import { until } from '../support/until';

describe('roughNow', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is the time, and stays the same for a while', async () => {
    const start = performance.now();
    const first = roughNow();
    expect(Math.abs(first - start)).toBeLessThan(100);
    expect(roughNow()).toBe(first);
    await until(() => roughNow() !== first);
    expect(roughNow()).toBeGreaterThan(first);
  });

  it('goes on when faked timers come and go', () => {
    roughNow();
    jest.useFakeTimers({ now: 0 });
    jest.advanceTimersByTime(5_000_000);
    const faked = roughNow();
    expect(faked).toBe(performance.now());
    jest.useRealTimers();
    expect(Math.abs(roughNow() - performance.now())).toBeLessThan(100);
  });
});
