import type { SchedulerLike } from 'rxjs';
import { VirtualTimer } from './VirtualTimer';

type Call = (...args: unknown[]) => void;

/** The longest that Node waits. What is longer, or no time at all, is 1 ms to it. */
const LONGEST = 2 ** 31 - 1;

/** Node's timers, in virtual time. */
export function virtualTimers(scheduler: SchedulerLike): Record<string, unknown> {
  const clear = (original: Call | undefined) => (timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.close();
    else original?.(timer);
  };
  return {
    setImmediate: (call: Call, ...args: unknown[]) =>
      new VirtualTimer(() => scheduler.schedule(() => call(...args))),
    setTimeout: (call: Call, ms?: number, ...args: unknown[]) =>
      new VirtualTimer(() => scheduler.schedule(() => call(...args), delayOf(ms))),
    setInterval: (call: Call, ms?: number, ...args: unknown[]) =>
      new VirtualTimer(() =>
        scheduler.schedule(function () {
          call(...args);
          this.schedule(undefined, delayOf(ms));
        }, delayOf(ms)),
      ),
    clearImmediate: clear(globalThis.clearImmediate as Call | undefined),
    clearTimeout: clear(globalThis.clearTimeout as Call),
    clearInterval: clear(globalThis.clearInterval as Call),
  };
}

function delayOf(ms: unknown): number {
  const delay = Number(ms);
  return delay >= 1 && delay <= LONGEST ? Math.trunc(delay) : 1;
}
