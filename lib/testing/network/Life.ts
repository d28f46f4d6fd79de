import { type SchedulerLike, Subscription, VirtualTimeScheduler } from 'rxjs';
import { stayAlive } from '../../time/stayAlive';

/** Has the process live on for a handle, as libuv does, for as long as it is active and referenced. In virtual time nobody waits. */
export class Life {
  private readonly isVirtual: boolean;
  isReferenced = true;
  private isReading = false;
  private isWriting = false;
  private hold = Subscription.EMPTY;

  constructor(scheduler: SchedulerLike) {
    this.isVirtual = scheduler instanceof VirtualTimeScheduler;
  }

  reads(isReading: boolean): void {
    this.isReading = isReading;
    this.keep();
  }

  /** What is under way is waited for in any case. */
  writes(isWriting: boolean): void {
    this.isWriting = isWriting;
    this.keep();
  }

  end(): void {
    this.isReading = this.isWriting = false;
    this.keep();
  }

  referenced(isReferenced: boolean): void {
    this.isReferenced = isReferenced;
    this.keep();
  }

  private keep(): void {
    const isHeld = !this.hold.closed;
    const isActive = this.isWriting || (this.isReading && this.isReferenced);
    if (!isActive || this.isVirtual) this.hold.unsubscribe();
    else if (!isHeld) this.hold = stayAlive();
  }
}
