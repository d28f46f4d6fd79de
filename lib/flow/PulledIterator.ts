import { type Observable, Subscription, type Unsubscribable } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import { Queue } from './Queue';

/** Who waits for the next value. */
interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/** A source that takes back what nobody has used, as a connection does. */
type Source<T> = Observable<T> & { readonly unshift?: (value: T) => unknown };

const OVER = { done: true, value: undefined } as const;

/** The iterator of `toIterable`. */
export class PulledIterator<T> implements AsyncIterableIterator<T> {
  private readonly values = new Queue<T>();
  private readonly waiters = new Queue<Waiter<T>>();
  private subscription: Subscription | undefined;
  private hold: Unsubscribable | undefined;
  private isOver = false;
  /** What it errored with, until somebody was told. */
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly source: Source<T>,
    private readonly flow: Holdable,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.settle();
      if (!this.isOver && !this.subscription) this.subscribe();
    });
  }

  /** What a loop does that is left. */
  return(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve) => {
      try {
        this.subscription?.unsubscribe();
      } finally {
        const { source, values } = this;
        for (const value of values.take(values.length).reverse()) source.unshift?.(value);
        this.failure = undefined;
        this.finish();
      }
      resolve(OVER);
    });
  }

  private subscribe(): void {
    // There before the source is: that may leave, or ask for more, while it is subscribed to.
    this.subscription = new Subscription();
    const subscription = this.source.subscribe({
      next: (value) => {
        if (this.isOver) return;
        this.values.push(value);
        this.settle();
      },
      error: (error: unknown) => {
        if (this.isOver) return;
        this.failure = { error };
        this.finish();
      },
      complete: () => this.finish(),
    });
    this.subscription.add(subscription);
  }

  private finish(): void {
    this.isOver = true;
    this.settle();
  }

  /** Gives what there is to who waits for it, and holds what nobody waits for. */
  private settle(): void {
    const { values, waiters } = this;
    while (waiters.length > 0 && (values.length > 0 || this.isOver)) {
      const waiter = waiters.shift();
      if (values.length > 0) waiter?.resolve({ done: false, value: values.shift() as T });
      else if (this.failure) {
        waiter?.reject(this.failure.error);
        this.failure = undefined;
      } else waiter?.resolve(OVER);
    }
    if (values.length > 0 && !this.isOver) this.hold ??= this.flow.hold();
    else {
      const { hold } = this;
      this.hold = undefined;
      hold?.unsubscribe();
    }
  }
}
