import { type Subscriber, Subscription } from 'rxjs';
import { afterTurn } from '../time/afterTurn';

/** So many values are taken in a row before others get a turn: a peer may be as fast as we are. */
const IN_A_ROW = 64;

const FAILED = Symbol('failed');

/** Passes the values of an iterable on, for as long as nobody holds it. */
export class Pump<T> {
  private readonly iterator: Iterator<T, unknown> | AsyncIterator<T, unknown>;
  private holds = 0;
  private isBusy = false;
  private isOver = false;
  private isPulling = false;
  private isLeft = false;

  constructor(
    input: Iterable<T> | AsyncIterable<T>,
    private readonly to: Subscriber<T>,
  ) {
    this.iterator =
      Symbol.asyncIterator in input ? input[Symbol.asyncIterator]() : input[Symbol.iterator]();
  }

  private get isWanted(): boolean {
    return !this.isOver && this.holds === 0;
  }

  hold(): Subscription {
    this.holds++;
    return new Subscription(() => {
      this.holds--;
      this.run();
    });
  }

  run(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    for (let left = IN_A_ROW; this.isWanted; left--) {
      if (left === 0) {
        afterTurn(() => this.goOn());
        return;
      }
      const result = this.pull();
      if (isLater(result)) {
        this.takeLater(result);
        return;
      }
      if (result !== FAILED) this.take(result);
    }
    this.isBusy = false;
  }

  /** Tells a source that is left before its end, such as a stream with a file. */
  stop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.isLeft = true;
    // It may be the source itself that leaves.
    if (!this.isPulling) this.leave();
  }

  /** What it throws then is nobody's any more. */
  private leave(): void {
    try {
      const told = this.iterator.return?.();
      if (isLater(told)) told.then(undefined, () => undefined);
    } catch {
      return;
    }
  }

  private goOn(): void {
    this.isBusy = false;
    this.run();
  }

  private pull(): ReturnType<typeof this.iterator.next> | typeof FAILED {
    this.isPulling = true;
    try {
      return this.iterator.next();
    } catch (error) {
      this.fail(error);
      return FAILED;
    } finally {
      this.isPulling = false;
      if (this.isLeft) this.leave();
    }
  }

  private take(result: IteratorResult<T, unknown>): void {
    // Any code may make an iterator.
    if (!isObject(result))
      this.fail(new TypeError(`An iterator gave ${String(result)}, no result`));
    else if (!result.done) this.to.next(result.value);
    else if (!this.isOver) {
      this.isOver = true;
      this.to.complete();
    }
  }

  private takeLater(result: PromiseLike<IteratorResult<T, unknown>>): void {
    result.then(
      (now) => {
        this.take(now);
        this.goOn();
      },
      (error: unknown) => this.fail(error),
    );
  }

  private fail(error: unknown): void {
    this.isOver = true;
    this.to.error(error);
  }
}

function isLater<T>(result: T | PromiseLike<T>): result is PromiseLike<T> {
  return isObject(result) && 'then' in result;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
