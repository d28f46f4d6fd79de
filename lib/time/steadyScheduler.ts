import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';

/**
 * The scheduler of socket deadlines. Unlike `asyncScheduler` its clock is monotonic, so that setting the wall clock
 * moves no deadline, and its timers are unreferenced: whether the process lives on is for the sockets to say.
 */
export const steadyScheduler: SchedulerLike = {
  now: () => performance.now(),

  schedule<T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delay = 0,
    state?: T,
  ): Subscription {
    const action = new Subscription() as SchedulerAction<T>;
    action.schedule = (nextState, nextDelay = 0) => {
      const timer = setTimeout(() => {
        action.remove(clear);
        work.call(action, nextState);
        // Node would cut the fraction off, and fire too early.
      }, Math.ceil(nextDelay)).unref();
      const clear = new Subscription(() => {
        clearTimeout(timer);
      });
      action.add(clear);
      return action;
    };
    return action.schedule(state, delay);
  },
};
