import { runInThisContext } from 'node:vm';
import type { SchedulerLike, Unsubscribable } from 'rxjs';

type Work = () => void;
type Call = (...args: unknown[]) => void;

/** The one that Node's own code uses: jest gives tests a copy. */
const process = runInThisContext('process') as NodeJS.Process;

let current: Turns | undefined;

/**
 * What Node does by itself between two events, in virtual time: `process.nextTick` and `queueMicrotask` when what asked for it is
 * done, and `setImmediate` in the next turn. Promises can't be had: nothing but JavaScript's own engine settles them.
 */
export class Turns {
  private readonly ticks: Work[] = [];
  private readonly microtasks: Work[] = [];

  constructor(private readonly scheduler: SchedulerLike) {}

  /** What Node does behind each callback of libuv's: in virtual time an event may have several. */
  static settle(): void {
    current?.drain();
  }

  /** Does some work that is over when it returns. */
  during<T>(work: () => T): T {
    const restoreTicks = replace(process, {
      nextTick: (tick: Call, ...args: unknown[]) => this.ticks.push(() => tick(...args)),
    });
    const restoreOthers = replace(globalThis, {
      queueMicrotask: (microtask: Work) => this.microtasks.push(microtask),
      setImmediate: (call: Call, ...args: unknown[]) =>
        this.scheduler.schedule(() => call(...args)),
      clearImmediate: (turn?: Partial<Unsubscribable>) => turn?.unsubscribe?.(),
    });
    const leave = this.enter();
    try {
      return work();
    } finally {
      leave();
      restoreTicks();
      restoreOthers();
    }
  }

  private enter(): Work {
    const outer = current;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- what runs is told from afar, by sockets that know of no run
    current = this;
    return () => {
      current = outer;
    };
  }

  /** An event is over. */
  drain(): void {
    const { microtasks, ticks } = this;
    while (ticks.length > 0 || microtasks.length > 0) {
      while (ticks.length > 0) ticks.shift()?.();
      while (microtasks.length > 0) microtasks.shift()?.();
    }
  }
}

function replace(of: object, replacements: Readonly<Record<string, unknown>>): Work {
  const originals = Object.keys(replacements).map(
    (key) => [key, Object.getOwnPropertyDescriptor(of, key)] as const,
  );
  Object.assign(of, replacements);
  return () => {
    for (const [key, original] of originals) if (original) Object.defineProperty(of, key, original);
  };
}
