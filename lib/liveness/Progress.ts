import type { Writable } from '../connection/Writable';

/** Whether the peer takes any of the output that waits for it. */
export class Progress {
  private taken: number | undefined;
  private acknowledged: number | undefined;

  constructor(private readonly writable: Writable) {}

  /** Nothing waits, or did at the last look: what comes from now on is no progress. */
  forget(): void {
    this.taken = this.acknowledged = undefined;
  }

  /** Looks closely at once, for who looks again only once. What isn't known by then is taken for progress, if it is then. */
  start(): void {
    this.look(() => undefined);
    this.acknowledged = NaN;
    this.look(() => undefined);
  }

  /**
   * Says whether there was some since the last look, or whether this is the first: at once, or a little later, when only the
   * kernel knows, whose word may be `maxAge` ms old.
   */
  look(say: (hasTaken: boolean) => void, maxAge = 0): void {
    const { writable } = this;
    const taken = writable.bytesWritten - writable.writableLength;
    if (taken !== this.taken) {
      this.taken = taken;
      this.acknowledged = undefined;
      say(true);
    } else if (writable.unacknowledged)
      writable.unacknowledged({ maxAge }).subscribe({
        next: (left) => say(this.compare(left)),
        error: () => say(false),
      });
    else say(false);
  }

  private compare(left: number | undefined): boolean {
    if (left === undefined) return false;
    const before = this.acknowledged;
    this.acknowledged = this.writable.bytesWritten - left;
    return before !== undefined && this.acknowledged !== before;
  }
}
