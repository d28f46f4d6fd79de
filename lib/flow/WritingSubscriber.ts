import type { Subscriber, Unsubscribable } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';
import type { Output } from '../connection/Output';
import type { Writable } from '../connection/Writable';

/** Writes what comes, and holds where that comes from until it has been taken. */
export abstract class WritingSubscriber extends OperatorSubscriber<Output> {
  private hold: Unsubscribable | undefined;

  constructor(
    protected readonly downstream: Subscriber<never>,
    protected readonly to: Writable,
    private readonly from: Pick<Holdable, 'hold'>,
  ) {
    super(downstream);
  }

  override unsubscribe(): void {
    try {
      super.unsubscribe();
    } finally {
      this.release();
    }
  }

  /** All has been taken. */
  protected goOn(): void {
    this.release();
  }

  /** The destination closed before all was taken. */
  protected lost(error: unknown): void {
    this.downstream.error(error);
  }

  protected override _next(output: Output): void {
    if (this.write(output) || this.hold) return;
    this.hold = this.from.hold();
    this.whenDrained(() => this.goOn());
    // Who writes, or is told of a hold, may have left.
    if (this.closed) this.release();
  }

  private write(output: Output): boolean {
    try {
      return this.to.write(output);
    } catch (error) {
      // It is nothing that can be sent.
      this.downstream.error(error);
      return false;
    }
  }

  protected whenDrained(next: () => void): void {
    const error = (reason: unknown): void => this.lost(reason);
    this.downstream.add(this.to.drained.subscribe({ next, error }));
  }

  private release(): void {
    const { hold } = this;
    this.hold = undefined;
    hold?.unsubscribe();
  }
}
