import type { Subscriber } from 'rxjs';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';

/** Passes on what comes of some work, and tells when that is over. */
export class WorkSubscriber<R> extends OperatorSubscriber<R> {
  constructor(
    private readonly downstream: Subscriber<R>,
    private readonly over: () => void,
  ) {
    super(downstream);
  }

  protected override _complete(): void {
    try {
      this.unsubscribe();
    } catch (error) {
      this.downstream.error(error);
    }
    this.over();
  }
}
