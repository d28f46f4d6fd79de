import { waitingScheduler } from '../../lib/time/waitingScheduler';

const resources = (): number => process.getActiveResourcesInfo().length;

describe('waitingScheduler', () => {
  it.each([0, 0.5, 60_000])('keeps the process alive for what comes in %d ms', (delay) => {
    const before = resources();
    const waiting = waitingScheduler.schedule(() => undefined, delay);
    expect(resources()).toBe(before + 1);
    waiting.unsubscribe();
    expect(resources()).toBe(before);
  });

  it('runs work with its state, and not too early', async () => {
    for (const delay of [0, 0.5, 5]) {
      const begun = waitingScheduler.now();
      const state = await new Promise((resolve) => {
        waitingScheduler.schedule(resolve, delay, 'state');
      });
      expect(state).toBe('state');
      expect(waitingScheduler.now() - begun).toBeGreaterThan(delay - 1);
    }
  });
});
