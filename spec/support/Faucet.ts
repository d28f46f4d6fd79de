import { Observable, Subject, type Unsubscribable } from 'rxjs';
import type { Holdable } from 'rxjs-sockets';
import { holdable } from './holdable';

/** Something that can be held, without a socket: its values wait meanwhile, and come in the midst of the call that lets it go. */
export class Faucet<T> extends Observable<T> implements Holdable {
  readonly sinceHeld = undefined;
  readonly waiting: T[] = [];
  /** Its holds, for a diagram. */
  readonly flow = holdable();
  private readonly values = new Subject<T>();
  private isEmitting = false;
  private isOver = false;

  constructor() {
    super((subscriber) => {
      subscriber.add(this.values.subscribe(subscriber));
      this.emit();
    });
  }

  get held(): boolean {
    return this.flow.held;
  }

  get holds(): number {
    return this.flow.holds;
  }

  /** How many ever held it. */
  get taken(): number {
    return this.flow.taken;
  }

  hold(): Unsubscribable {
    const hold = this.flow.hold();
    return {
      unsubscribe: () => {
        hold.unsubscribe();
        this.emit();
      },
    };
  }

  offer(...values: readonly T[]): void {
    this.waiting.push(...values);
    this.emit();
  }

  /** Behind all that waits. */
  complete(): void {
    this.isOver = true;
    this.emit();
  }

  private emit(): void {
    if (this.isEmitting) return;
    this.isEmitting = true;
    while (!this.held && this.values.observed && this.waiting.length > 0)
      this.values.next(this.waiting.shift() as T);
    this.isEmitting = false;
    if (this.isOver && !this.held && this.waiting.length === 0) this.values.complete();
  }
}
