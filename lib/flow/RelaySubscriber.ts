import type { Subscriber, Unsubscribable } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import type { Output } from '../connection/Output';
import type { Destination } from './Destination';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';

/** The subscriber of `relayTo`. */
export class RelaySubscriber extends OperatorSubscriber<Output> {
  private hold: Unsubscribable | undefined;

  constructor(
    private readonly downstream: Subscriber<never>,
    private readonly to: Destination,
    private readonly from: Holdable,
  ) {
    super(downstream);
  }

  override unsubscribe(): void {
    super.unsubscribe();
    this.release();
  }

  protected override _next(output: Output): void {
    if (this.to.write(output) || this.hold || this.closed) return;
    this.hold = this.from.hold();
    this.add(
      this.to.drained.subscribe({
        next: () => this.release(),
        error: (error: unknown) => this.downstream.error(error),
      }),
    );
  }

  protected override _error(error: unknown): void {
    this.to.reset(error);
    this.downstream.error(error);
  }

  protected override _complete(): void {
    this.to.end();
    this.downstream.complete();
  }

  private release(): void {
    const { hold } = this;
    this.hold = undefined;
    hold?.unsubscribe();
  }
}
