import { Subscription } from 'rxjs';

/** What Node's timers are to who set them. No process has to live on for it. */
export class VirtualTimer {
  private action = Subscription.EMPTY;
  private isReferenced = true;

  constructor(private readonly arm: () => Subscription) {
    this.refresh();
  }

  refresh(): this {
    this.action.unsubscribe();
    this.action = this.arm();
    return this;
  }

  close(): this {
    this.action.unsubscribe();
    return this;
  }

  ref(): this {
    this.isReferenced = true;
    return this;
  }

  unref(): this {
    this.isReferenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.isReferenced;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
