import { VirtualTimeScheduler } from 'rxjs';

/** A clock that stands still until a spec moves it: deadlines of real sockets without waiting for them. */
export class ManualTime extends VirtualTimeScheduler {
  advance(ms: number): void {
    const until = this.now() + ms;
    this.maxFrames = until;
    // Without an action there the clock would stop at the last one before.
    this.schedule(() => undefined, ms);
    this.flush();
  }
}
