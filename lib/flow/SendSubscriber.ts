import type { Subscriber } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import type { Output } from '../connection/Output';
import type { Writable } from '../connection/Writable';
import { Queue } from './Queue';
import { UnsentError } from './UnsentError';
import { WritingSubscriber } from './WritingSubscriber';

/** What was written, and how many bytes had been with that. */
interface Written {
  readonly output: Output;
  upTo: number;
}

/** The subscriber of `sendAll`. */
export class SendSubscriber extends WritingSubscriber {
  private readonly waiting = new Queue<Written>();

  constructor(downstream: Subscriber<never>, to: Writable, from: Pick<Holdable, 'hold'>) {
    super(downstream, to, from);
    // Also while nothing is there to be written.
    downstream.add(to.gone?.subscribe({ error: (error: unknown) => this.lost(error) }));
  }

  protected override _next(output: Output): void {
    const written = { output, upTo: Infinity };
    this.waiting.push(written);
    super._next(output);
    written.upTo = this.to.bytesWritten;
    this.forgetSent();
  }

  protected override _complete(): void {
    // What it emits from now on is for others, however long the rest waits.
    this.unsubscribe();
    this.whenDrained(() => this.downstream.complete());
  }

  protected override goOn(): void {
    this.forgetSent();
    super.goOn();
  }

  protected override lost(error: unknown): void {
    const unsent = this.waiting.take(this.waiting.length).map(({ output }) => output);
    this.downstream.error(new UnsentError(unsent, error));
  }

  private forgetSent(): void {
    const { to, waiting } = this;
    // Of what waited at its close a connection no longer knows anything.
    const sent = to.writable ? to.bytesWritten - to.writableLength : 0;
    while ((waiting.at(0)?.upTo ?? Infinity) <= sent) waiting.shift();
  }
}
