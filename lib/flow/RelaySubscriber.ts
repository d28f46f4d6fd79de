import type { Subscriber } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import type { Destination } from '../connection/Destination';
import { WritingSubscriber } from './WritingSubscriber';

/** The subscriber of `relayTo`. */
export class RelaySubscriber extends WritingSubscriber {
  constructor(
    downstream: Subscriber<never>,
    protected override readonly to: Destination,
    from: Holdable,
  ) {
    super(downstream, to, from);
  }

  protected override _error(error: unknown): void {
    this.to.reset(error);
    this.downstream.error(error);
  }

  protected override _complete(): void {
    this.to.end();
    this.downstream.complete();
  }
}
