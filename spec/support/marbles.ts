import { map, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';

export interface MarbleHelpers extends RunHelpers {
  /** The virtual time, for an operator whose timers are of interest. */
  readonly scheduler: SchedulerLike;
  /** A digit for each moment that is of interest: how many timers wait then. */
  expectTimers(marbles: string): void;
}

/** Runs a marble test with jest's own comparison. */
export function marbles(test: (helpers: MarbleHelpers) => void): void {
  const time = new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  });
  const timers = new Set<Subscription>();
  const scheduler: SchedulerLike = {
    now: () => time.now(),
    schedule<T>(
      work: (this: SchedulerAction<T>, state?: T) => void,
      delay?: number,
      state?: T,
    ): Subscription {
      const timer = time.schedule(work, delay, state);
      timers.add(timer);
      return timer;
    },
  };
  const waiting = (): number =>
    time.actions.filter((action) => !action.closed && timers.has(action)).length;

  time.run((helpers) => {
    const { cold, expectObservable } = helpers;
    test({
      ...helpers,
      scheduler,
      expectTimers: (marbles) => {
        const seen = cold(marbles).pipe(map(() => String(waiting())));
        expectObservable(seen).toBe(marbles);
      },
    });
  });
}
