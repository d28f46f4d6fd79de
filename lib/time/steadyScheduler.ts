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
      const clear = new Subscription();
      const run = (): void => {
        action.remove(clear);
        work.call(action, nextState);
      };
      if (nextDelay > 0) {
        // Node would cut the fraction off, and fire too early.
        const timer = setTimeout(run, Math.ceil(nextDelay)).unref();
        clear.add(() => clearTimeout(timer));
      } else {
        // A turn of the event loop is enough, where a timer takes a ms. Without a reference it would wait for something else
        // to happen.
        const turn = setImmediate(run);
        clear.add(() => clearImmediate(turn));
      }
      action.add(clear);
      return action;
    };
    return action.schedule(state, delay);
  },
};
