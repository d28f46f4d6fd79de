import { runInThisContext } from 'node:vm';
import type { SchedulerLike } from 'rxjs';
import { replaced } from './replaced';
import { VirtualTimers } from './VirtualTimers';

type Work = () => void;
type Call = (...args: unknown[]) => void;

/** Of Node's own code, and of what is tested: jest gives tests a copy. */
const processes = new Set<object>([runInThisContext('process') as object, process]);

let current: Turns | undefined;

/**
 * What Node does by itself between two events, in virtual time: `process.nextTick` and `queueMicrotask` when what asked for it is
 * done, `setImmediate` in the next turn, `setTimeout` and `setInterval` later. Promises can't be had: nothing but JavaScript's own engine
 * settles them.
 */
export class Turns {
  private readonly ticks: Work[] = [];
  private readonly microtasks: Work[] = [];

  constructor(private readonly scheduler: SchedulerLike) {}

  /**
   * What Node does behind each callback of libuv's: in virtual time an event may have several.
   *
   * @returns whether it is done; in real time Node does it, when its turn has come
   */
  static settle(): boolean {
    current?.drain();
    return current !== undefined;
  }

  /** Does some work that is over when it returns. */
  during<T>(work: () => T): T {
    const nextTick = (tick: unknown, ...args: unknown[]): unknown =>
      this.ticks.push(() => (tick as Call)(...args));
    const queueMicrotask = (microtask: unknown): unknown => this.microtasks.push(microtask as Work);
    const timers = new VirtualTimers(this.scheduler);
    const restores = [
      ...Array.from(processes, (each) => replaced(each, { nextTick })),
      replaced(globalThis, { queueMicrotask, ...timers.functions }),
      this.enter(),
    ];
    try {
      return work();
    } finally {
      for (const restore of restores.reverse()) restore();
      // Of a run that has thrown: what is of real time would hang without it.
      for (const work of [...this.ticks, ...this.microtasks]) process.nextTick(work);
      for (const work of timers.soon) setImmediate(work);
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
