import { type SchedulerLike, Subscription } from 'rxjs';
import { steadyScheduler } from './steadyScheduler';

/** A chunk, the end behind it, and on libuv before 1.52 the second look at that end come with a turn of the loop each. */
const TURNS = 4;

/**
 * Calls `expire` once, `limit` ms from now; 0 and `Infinity` mean never. After a stall of the event loop timers fire
 * before the bytes that wait are read, so the loop gets some more turns first: what they bring may cancel the deadline.
 */
export function deadline(
  limit: number,
  expire: () => void,
  scheduler: SchedulerLike = steadyScheduler,
): Subscription {
  const timer = new Subscription();
  if (limit === 0 || limit === Infinity) return timer;
  let turns = TURNS;
  const look = (): void => {
    if (turns-- > 0) wait(0);
    else expire();
  };
  const wait = (ms: number): void => timer.add(scheduler.schedule(look, ms));
  wait(limit);
  return timer;
}
