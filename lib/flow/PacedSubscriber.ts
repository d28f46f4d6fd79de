import { from, type ObservableInput, type Subscriber } from 'rxjs';
import type { Lanes } from './Lanes';
import { Queue } from './Queue';
import { type Waiting, WorkSubscriber } from './WorkSubscriber';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';

/** The subscriber of the operators that work on some values at a time and hold the source while too many wait. */
export abstract class PacedSubscriber<T, R> extends OperatorSubscriber<T> {
  protected readonly queue = new Queue<Waiting<T>>();
  /** Nothing more comes. */
  protected isDone = false;
  private active = 0;
  private isStarting = false;

  constructor(
    readonly downstream: Subscriber<R>,
    private readonly lanes: Lanes<T>,
    private readonly concurrent: number,
  ) {
    super(downstream);
    // Behind the source, which may have been left long before.
    downstream.add(() => this.stop());
  }

  /** How many of those that wait are to be worked on together now; 0 to wait for more. */
  protected abstract ready(): number;
  protected abstract project(waiting: readonly Waiting<T>[]): ObservableInput<R>;

  over(waiting: readonly Waiting<T>[]): void {
    this.active--;
    for (const { lane } of waiting) this.lanes.leave(lane);
    this.start();
  }

  protected override _next(value: T): void {
    try {
      this.queue.push({ value, lane: this.lanes.enter(value) });
    } catch (error) {
      this.downstream.error(error);
    }
    this.start();
  }

  protected override _complete(): void {
    this.isDone = true;
    try {
      // What it emits from now on is for others, however long the work takes that is left.
      this.unsubscribe();
    } finally {
      this.start();
    }
  }

  protected stop(): void {
    this.queue.clear();
    this.lanes.release();
  }

  /** Starts what may be. Work that is over at once is no reason to go round in circles. */
  protected start(): void {
    if (this.isStarting) return;
    this.isStarting = true;
    while (!this.downstream.closed && this.active < this.concurrent && this.queue.length > 0) {
      const count = this.ready();
      if (count === 0) break;
      this.work(this.queue.take(count));
    }
    this.isStarting = false;
    if (this.isDone && this.active === 0 && this.queue.length === 0) this.downstream.complete();
  }

  private work(waiting: readonly Waiting<T>[]): void {
    this.active++;
    try {
      from(this.project(waiting)).subscribe(new WorkSubscriber(this, waiting));
    } catch (error) {
      this.downstream.error(error);
    }
  }
}
