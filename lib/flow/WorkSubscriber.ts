import { Subscriber } from 'rxjs';

/** Passes on what comes of some work, and tells when that is over. */
export class WorkSubscriber<R> extends Subscriber<R> {
  constructor(
    downstream: Subscriber<R>,
    private readonly over: () => void,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- for as long as the peer is rxjs 7, which keeps it
    super(downstream);
  }

  protected override _complete(): void {
    this.unsubscribe();
    this.over();
  }
}
