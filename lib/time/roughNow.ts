import { steadyScheduler } from './steadyScheduler';

/** How much of the truth is given for speed, in ms. */
const GRAIN = 50;
let now: number | undefined;
let timers: typeof setTimeout | undefined;

/**
 * The time in ms, up to 50 ms old, or as old as the current turn of the event loop: asking a clock for each chunk takes up to a
 * fiftieth of what a small chunk costs.
 */
export function roughNow(): number {
  // With the faked timers of a test that is over, what was to end it is gone.
  if (now === undefined || timers !== setTimeout) {
    timers = setTimeout;
    now = steadyScheduler.now();
    steadyScheduler.schedule(() => {
      now = undefined;
    }, GRAIN);
  }
  return now;
}
