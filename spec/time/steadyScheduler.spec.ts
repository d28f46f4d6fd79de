import { asyncScheduler, type SchedulerAction } from 'rxjs';
import { steadyScheduler } from '../../lib/time/steadyScheduler';

const turn = (ms: number): Promise<void> =>
  new Promise((resolve) => asyncScheduler.schedule(() => resolve(), ms));

describe('steadyScheduler', () => {
  it('runs work with its state, and again when the work asks for it', async () => {
    const states: number[] = [];
    await new Promise<void>((resolve) => {
      steadyScheduler.schedule(
        function (this: SchedulerAction<number>, state = 0) {
          states.push(state);
          if (state < 3) this.schedule(state + 1, 1);
          else resolve();
        },
        1,
        1,
      );
    });
    expect(states).toEqual([1, 2, 3]);
  });

  it('does not run what was unsubscribed', async () => {
    const work = jest.fn();
    steadyScheduler.schedule(work, 1).unsubscribe();
    await turn(20);
    expect(work).not.toHaveBeenCalled();
  });

  it('has a clock that no change of the wall clock moves', () => {
    const wall = jest.spyOn(Date, 'now').mockReturnValue(0);
    const before = steadyScheduler.now();
    wall.mockReturnValue(3_600_000);
    expect(steadyScheduler.now() - before).toBeLessThan(1000);
    wall.mockRestore();
  });

  it('does not keep the process alive', () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const waiting = steadyScheduler.schedule(() => undefined, 60_000);
    expect(timers()).toBe(before);
    waiting.unsubscribe();
  });
});
