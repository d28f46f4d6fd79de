import { asyncScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';
import { steadyScheduler } from './steadyScheduler';

/** As `steadyScheduler`, for what the process is to wait for: what is under way in its own memory, say. */
export const waitingScheduler: SchedulerLike = {
  now: () => steadyScheduler.now(),

  schedule<T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delay = 0,
    state?: T,
  ): Subscription {
    return delay > 0
      ? asyncScheduler.schedule(work, Math.ceil(delay), state)
      : steadyScheduler.schedule(work, 0, state);
  },
};
