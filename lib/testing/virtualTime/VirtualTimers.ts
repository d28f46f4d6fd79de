import type { SchedulerLike } from 'rxjs';
import { ConnectionError } from '../../connection/ConnectionError';
import { VirtualTimer } from './VirtualTimer';

type Call = (...args: unknown[]) => unknown;

/** The longest that Node waits. What is longer, or no time at all, is 1 ms to it. */
const LONGEST = 2 ** 31 - 1;
/** So many turns in one ms are more than anybody needs who doesn't wait for time to pass by itself. */
const TURNS = 100_000;

/** Node's timers, in virtual time. */
export class VirtualTimers {
  /** What is to be done in the next turn. */
  readonly soon = new Set<() => void>();
  private frame = 0;
  private turns = 0;

  constructor(private readonly scheduler: SchedulerLike) {}

  /** To be put in the place of Node's. */
  get functions(): Record<string, Call> {
    return {
      setImmediate: (call, ...args) => this.setImmediate(call as Call, args),
      setTimeout: (call, ms, ...args) =>
        new VirtualTimer(() => this.scheduler.schedule(() => (call as Call)(...args), delayOf(ms))),
      setInterval: (call, ms, ...args) =>
        new VirtualTimer(() =>
          this.scheduler.schedule(function () {
            (call as Call)(...args);
            this.schedule(undefined, delayOf(ms));
          }, delayOf(ms)),
        ),
      clearImmediate: clear(globalThis.clearImmediate as Call | undefined),
      clearTimeout: clear(globalThis.clearTimeout as Call),
      clearInterval: clear(globalThis.clearInterval as Call),
    };
  }

  private setImmediate(call: Call, args: unknown[]): VirtualTimer {
    this.count();
    const work = (): void => {
      this.soon.delete(work);
      call(...args);
    };
    this.soon.add(work);
    return new VirtualTimer(() => {
      const action = this.scheduler.schedule(work);
      action.add(() => this.soon.delete(work));
      return action;
    });
  }

  /** In a process time passes meanwhile. */
  private count(): void {
    const frame = this.scheduler.now();
    this.turns = frame === this.frame ? this.turns + 1 : 0;
    this.frame = frame;
    if (this.turns > TURNS)
      throw new ConnectionError(
        `setImmediate was called ${TURNS} times within one ms of virtual time, which passes only when nothing is left to do`,
      );
  }
}

function clear(original: Call | undefined): Call {
  return (timer) => {
    if (timer instanceof VirtualTimer) timer.close();
    else original?.(timer);
  };
}

function delayOf(ms: unknown): number {
  const delay = Number(ms);
  return delay >= 1 && delay <= LONGEST ? Math.trunc(delay) : 1;
}
