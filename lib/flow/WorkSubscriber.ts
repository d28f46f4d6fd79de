import type { Subscriber } from 'rxjs';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';
import type { Lane } from './Lane';

/** A value that waits or is worked on, and what is counted with it. */
export interface Waiting<T> {
  readonly value: T;
  readonly lane: Lane;
}

/** Who has work done. */
interface Owner<T, R> {
  readonly downstream: Subscriber<R>;
  /** It is done for these. */
  over(waiting: readonly Waiting<T>[]): void;
}

/** Passes on what comes of some work, and tells when that is over. */
export class WorkSubscriber<T, R> extends OperatorSubscriber<R> {
  constructor(
    private readonly owner: Owner<T, R>,
    private readonly waiting: readonly Waiting<T>[],
  ) {
    super(owner.downstream);
  }

  protected override _complete(): void {
    try {
      this.unsubscribe();
    } catch (error) {
      this.owner.downstream.error(error);
    }
    this.owner.over(this.waiting);
  }
}
