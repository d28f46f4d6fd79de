import { type Observer, Subscriber } from 'rxjs';

/**
 * The subscriber behind an observer that was given to a connection itself. A throw in its `next` is told to `threw`, with
 * whether its own `error` will hear of it, instead of to the whole process; that is its last event then. One without an
 * `error` callback isn't rxjs' unhandled error when the peer resets: no peer may end this process.
 *
 * rxjs would put two more calls and a try between the connection and the observer.
 */
export class GuardedSubscriber extends Subscriber<Buffer> {
  constructor(
    private readonly observer: Partial<Observer<Buffer>>,
    private readonly threw: (error: unknown, heard: boolean) => void,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- for as long as the peer is rxjs 7, which keeps it
    super();
  }

  override next(chunk: Buffer): void {
    if (this.closed) return;
    try {
      this.observer.next?.(chunk);
    } catch (error) {
      this.threw(error, Boolean(this.observer.error));
      this.error(error);
    }
  }

  protected override _error(error: unknown): void {
    try {
      this.observer.error?.(error);
    } finally {
      this.unsubscribe();
    }
  }

  protected override _complete(): void {
    try {
      this.observer.complete?.();
    } finally {
      this.unsubscribe();
    }
  }
}
