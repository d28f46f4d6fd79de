import { type SchedulerLike, Subscription } from 'rxjs';
import { steadyScheduler } from './steadyScheduler';

/**
 * Calls `expire` once, `limit` ms from now; 0 and `Infinity` mean never. After a stall of the event loop timers fire
 * before the bytes that wait are read, so the loop gets one more turn first: what it brings may cancel the deadline.
 */
export function deadline(
  limit: number,
  expire: () => void,
  scheduler: SchedulerLike = steadyScheduler,
): Subscription {
  const timer = new Subscription();
  if (limit > 0 && limit !== Infinity)
    timer.add(scheduler.schedule(() => timer.add(scheduler.schedule(expire, 0)), limit));
  return timer;
}
