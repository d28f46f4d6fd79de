import type { ObservableInput, Subscriber } from 'rxjs';
import type { Agenda, Appointment } from '../time/Agenda';
import type { Lanes } from './Lanes';
import { PacedSubscriber } from './PacedSubscriber';
import type { Waiting } from './WorkSubscriber';

/** What `pacedBatch` was given, checked and completed. */
export interface BatchRules<T, R> {
  readonly concurrent: number;
  readonly count: number;
  readonly within: number;
  readonly project: (values: readonly T[], index: number) => ObservableInput<R>;
}

/** The subscriber of `pacedBatch`. */
export class BatchSubscriber<T, R> extends PacedSubscriber<T, R> implements Appointment {
  at = Infinity;
  place = -1;
  private index = 0;
  private isDue = false;

  constructor(
    downstream: Subscriber<R>,
    lanes: Lanes<T>,
    private readonly rules: BatchRules<T, R>,
    private readonly agenda: Agenda,
  ) {
    super(downstream, lanes, rules.concurrent);
  }

  keep(): void {
    this.isDue = true;
    this.start();
  }

  protected override stop(): void {
    super.stop();
    // Downstream may have closed before this began.
    (this.agenda as Agenda | undefined)?.cancel(this);
  }

  protected override _next(value: T): void {
    super._next(value);
    this.wait();
  }

  protected ready(): number {
    const { count, within } = this.rules;
    const { length } = this.queue;
    const isEnough = length >= count || within === 0 || this.isDue || this.isDone;
    return isEnough ? Math.min(count, length) : 0;
  }

  protected project(waiting: readonly Waiting<T>[]): ObservableInput<R> {
    this.isDue = false;
    this.agenda.cancel(this);
    this.wait();
    const values = waiting.map(({ value }) => value);
    return this.rules.project(values, this.index++);
  }

  /** From the first value of a batch on. */
  private wait(): void {
    const { within } = this.rules;
    if (this.at === Infinity && within > 0 && this.queue.length > 0 && !this.isDue)
      this.agenda.set(this, within);
  }
}
