import type { Subscriber } from 'rxjs';
import { SlowConsumerError } from '../connection/SlowConsumerError';
import type { Destination } from '../connection/Destination';
import type { OnSlow } from './OnSlow';
import type { Recent } from './Recent';

/** So many bytes are written at a time to who catches up. */
const AT_ONCE = 65_536;

/** One of those that a broadcast goes to. */
export class Receiver {
  /** The number of what it gets next. */
  private position: number;
  private skipped = 0;
  private isWaiting = false;
  /** What comes is left out until it takes something again. */
  private isSkipping = false;
  private isLast = false;

  constructor(
    private readonly to: Destination,
    private readonly subscriber: Subscriber<number>,
    private readonly recent: Recent,
    private readonly onSlow: OnSlow,
  ) {
    this.position = recent.next;
    // Also while nothing is there to be written.
    subscriber.add(to.gone?.subscribe({ error: (error: unknown) => this.error(error) }));
  }

  /** It still is to get some of what is kept. */
  get isBehind(): boolean {
    return !this.isSkipping && this.position < this.recent.next;
  }

  /** Something new is there. */
  notify(): void {
    if (this.isBehind && this.position < this.recent.first) this.fallBehind();
    if (!this.isWaiting) this.catchUp();
  }

  /** Nothing more comes. */
  complete(): void {
    this.isLast = true;
    if (!this.isWaiting) this.catchUp();
  }

  error(error: unknown): void {
    this.subscriber.error(error);
  }

  private catchUp(): void {
    const { recent, subscriber, to } = this;
    if (this.isSkipping) this.skipTo(recent.next);
    this.isSkipping = false;
    this.tellSkipped();
    while (this.isBehind && !subscriber.closed && !this.isWaiting) {
      const payloads = recent.from(this.position, AT_ONCE);
      this.position += payloads.length;
      const [first] = payloads;
      if (!to.write(payloads.length === 1 && first ? first : payloads)) this.wait();
    }
    if (this.isLast && !this.isBehind && !this.isWaiting) subscriber.complete();
  }

  private wait(): void {
    this.isWaiting = true;
    this.subscriber.add(
      this.to.drained.subscribe({
        next: () => {
          this.isWaiting = false;
          this.catchUp();
        },
        error: (error: unknown) => this.error(error),
      }),
    );
  }

  private fallBehind(): void {
    if (this.onSlow === 'close') this.cut();
    else if (this.onSlow === 'drop-oldest') this.skipTo(this.recent.first);
    else this.isSkipping = true;
  }

  private skipTo(position: number): void {
    this.skipped += position - this.position;
    this.position = position;
  }

  private cut(): void {
    const why = `A receiver of a broadcast was more than maxLag (${this.recent.limit} bytes) behind`;
    const error = new SlowConsumerError(why);
    this.to.reset(error);
    this.error(error);
  }

  /** Before it goes on, so that it can be told what it missed. */
  private tellSkipped(): void {
    const { skipped } = this;
    this.skipped = 0;
    if (skipped > 0) this.subscriber.next(skipped);
  }
}
