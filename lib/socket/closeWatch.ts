import type { Socket } from 'node:net';
import { type SchedulerLike, Subscription } from 'rxjs';
import { isCut } from './isCut';

interface Watch {
  readonly socket: Socket;
  readonly died: () => void;
}

const INTERVAL = 500;
const rounds = new WeakMap<SchedulerLike, Rounds>();

/**
 * Calls `died` once when the kernel has given the connection up. For sockets that are not being read, and so hear of nothing.
 * One timer of the scheduler serves all.
 */
export function closeWatch(
  socket: Socket,
  died: () => void,
  scheduler: SchedulerLike,
): Subscription {
  let shared = rounds.get(scheduler);
  if (!shared) rounds.set(scheduler, (shared = new Rounds(scheduler)));
  return shared.join({ socket, died });
}

class Rounds {
  private readonly watches = new Set<Watch>();
  private timer = Subscription.EMPTY;

  constructor(private readonly scheduler: SchedulerLike) {}

  join(watch: Watch): Subscription {
    this.watches.add(watch);
    if (this.watches.size === 1) this.wait();
    return new Subscription(() => {
      this.watches.delete(watch);
      if (this.watches.size === 0) this.timer.unsubscribe();
    });
  }

  private wait(): void {
    this.timer = this.scheduler.schedule(() => this.look(), INTERVAL);
  }

  private look(): void {
    for (const watch of this.watches) {
      if (isCut(watch.socket)) {
        this.watches.delete(watch);
        watch.died();
      }
    }
    if (this.watches.size > 0) this.wait();
  }
}
