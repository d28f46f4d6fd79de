import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

/** A scheduler whose clock a spec sets and whose timers it fires, however late, as those of an event loop that was blocked. */
export class LateTime implements SchedulerLike {
  clock = 0;
  private timers: { readonly action: Subscription; readonly work: () => void }[] = [];

  /** How many timers wait. */
  get waiting(): number {
    this.timers = this.timers.filter(({ action }) => !action.closed);
    return this.timers.length;
  }

  now(): number {
    return this.clock;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void): Subscription {
    const action = new Subscription() as SchedulerAction<T>;
    this.timers.push({ action, work: () => work.call(action) });
    return action;
  }

  /** Fires the timers that wait, at that time; and then those that these have set, and so on. */
  fire(clock = this.clock, times = 1): void {
    this.clock = clock;
    for (let count = 0; count < times; count++)
      for (const { action, work } of this.timers.splice(0)) {
        if (action.closed) continue;
        action.unsubscribe();
        work();
      }
  }

  /** Loses all timers. */
  lose(): void {
    this.timers = [];
  }
}
