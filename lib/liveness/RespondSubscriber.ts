import { type Subscriber, Subscription } from 'rxjs';
import type { Writable } from '../connection/Writable';
import type { Agenda } from '../time/Agenda';
import type { Output } from '../connection/Output';
import { frameOf } from './frameOf';
import { PingFloodError } from './PingFloodError';
import { TimedSubscriber } from './TimedSubscriber';

/** What `respond` was given, checked and completed. */
export interface RespondRules<T> {
  readonly match: (item: T) => boolean;
  readonly reply: Output | ((ping: T) => Output);
  readonly every: number;
}

/** How many pings may come in the time of one. */
const AT_ONCE = 4;
const STRIKES = 3;

/** The subscriber of `respond`. */
export class RespondSubscriber<T> extends TimedSubscriber<T> {
  private pings = 0;
  private strikes = 0;
  private since = -Infinity;
  private waiting: Subscription | undefined;
  private answer: Output | undefined;

  constructor(
    downstream: Subscriber<T>,
    private readonly writable: Writable,
    private readonly rules: RespondRules<T>,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
  }

  protected override _next(item: T): void {
    const isPing = this.attempt(() => this.rules.match(item));
    if (this.closed) return;
    if (!isPing) this.downstream.next(item);
    else if (this.isFlood()) this.giveUp(new PingFloodError(this.rules.every, this.pings));
    else this.reply(item);
  }

  protected override stop(): void {
    this.waiting?.unsubscribe();
  }

  private reply(ping: T): void {
    const make = (): Output => frameOf(this.rules.reply, ping);
    if (this.waiting) this.answer = this.attempt(make);
    else if (!this.send(this.writable, make)) this.wait();
  }

  private wait(): void {
    if (this.closed) return;
    this.waiting = new Subscription();
    this.waiting.add(
      this.writable.drained.subscribe({
        next: () => {
          const { answer } = this;
          this.answer = this.waiting = undefined;
          if (answer !== undefined && !this.send(this.writable, () => answer)) this.wait();
        },
        // The connection ends, which its own stream tells.
        error: () => undefined,
      }),
    );
  }

  /** Counts in stretches as long as the agreed interval, each from its first ping on. */
  private isFlood(): boolean {
    const { every } = this.rules;
    const now = this.agenda.now();
    const over = now - this.since;
    if (over >= every) {
      if (this.pings <= AT_ONCE || over >= 2 * every) this.strikes = 0;
      this.since = now;
      this.pings = 0;
    }
    this.pings++;
    if (this.pings === AT_ONCE + 1) this.strikes++;
    return this.pings > AT_ONCE && this.strikes >= STRIKES;
  }
}
