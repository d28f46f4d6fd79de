import { type MonoTypeOperatorFunction, tap } from 'rxjs';

/** Watches that an operator gives what it has got, each once and in order, and has no more than so many in flight. */
export class Passage {
  private readonly due = new Set<Buffer>();

  constructor(
    private readonly high: number,
    private readonly isOrdered: boolean,
    private readonly blame: (what: string) => void,
  ) {}

  /** In front of the operator. */
  into(): MonoTypeOperatorFunction<Buffer> {
    return tap((chunk) => {
      this.due.add(chunk);
      if (this.due.size > this.high) this.blame(`${this.due.size} of ${this.high} in flight`);
    });
  }

  /** Behind it. */
  out(): MonoTypeOperatorFunction<Buffer> {
    return tap({
      next: (chunk) => this.give(chunk),
      complete: () => {
        if (this.due.size > 0) this.blame(`${this.due.size} never came out`);
      },
    });
  }

  give(chunk: Buffer): void {
    const [first] = this.due;
    if (this.isOrdered && first !== chunk) this.blame('came out of order');
    if (!this.due.delete(chunk)) this.blame('came out twice');
  }
}
