import { type SchedulerLike, Subscription, VirtualTimeScheduler } from 'rxjs';
import { stayAlive } from '../../time/stayAlive';

/** Has the process live on for a handle, as libuv does, for as long as it is active and referenced. In virtual time nobody waits. */
export class Life {
  private readonly isVirtual: boolean;
  private isActive = false;
  isReferenced = true;
  private hold = Subscription.EMPTY;

  constructor(scheduler: SchedulerLike) {
    this.isVirtual = scheduler instanceof VirtualTimeScheduler;
  }

  active(isActive: boolean): void {
    this.isActive = isActive;
    this.keep();
  }

  referenced(isReferenced: boolean): void {
    this.isReferenced = isReferenced;
    this.keep();
  }

  private keep(): void {
    const isHeld = !this.hold.closed;
    const isDue = this.isActive && this.isReferenced && !this.isVirtual;
    if (isDue && !isHeld) this.hold = stayAlive();
    else if (!isDue) this.hold.unsubscribe();
  }
}
