import type { Socket } from 'node:net';
import { type ObservableNotification, type Subscriber, Subscription } from 'rxjs';
import { closeWatch } from './closeWatch';
import { ReadAhead } from './ReadAhead';

/** Who is told what becomes of the bytes. */
export interface ReadsOwner {
  /** Somebody began to read or hold, or the last one left. */
  attended(attended: boolean): void;
  /** A subscriber threw; nobody else will ever hear of it. */
  threw(error: unknown): void;
  /** The terminal event has reached whoever was subscribed. */
  told(): void;
}

type Last = ObservableNotification<never>;
type Sinks = readonly Subscriber<Buffer>[];
const NOBODY: Sinks = [];

/**
 * Hands the chunks of a socket to its subscribers, the same to each. With nobody subscribed, or while held, it reads
 * ahead up to `limit` and then leaves the bytes to the kernel: reading a little is what makes an end or a reset
 * visible, and not reading more is what slows the peer.
 */
export class Reads {
  /** The terminal event was delivered. */
  ended = false;
  private sinks: Sinks = NOBODY;
  private holds = 0;
  private released = false;
  private readonly ahead = new ReadAhead();
  private last: Last | undefined;
  /** Chunks go straight to the subscribers: somebody reads, nobody holds, nothing waits. */
  private flowing = false;
  private flushing = false;
  private discarding = false;
  private watch: Subscription | undefined;

  constructor(
    private readonly socket: Socket,
    private limit: number,
    private readonly owner: ReadsOwner,
  ) {}

  get observed(): boolean {
    return this.sinks.length > 0;
  }

  get held(): boolean {
    return this.holds > 0;
  }

  get isAttended(): boolean {
    return this.observed || this.held;
  }

  /** Bytes read and not yet delivered. */
  get length(): number {
    return this.ahead.length + this.socket.readableLength;
  }

  subscribe(sink: Subscriber<Buffer>): Subscription | undefined {
    if (this.ended && this.last) {
      tell(this.last, sink);
      return undefined;
    }
    this.attend(() => (this.sinks = [...this.sinks, sink]));
    return new Subscription(() => {
      this.attend(() => (this.sinks = this.sinks.filter((other) => other !== sink)));
    });
  }

  hold(): Subscription {
    if (this.released) return Subscription.EMPTY;
    this.attend(() => this.holds++);
    return new Subscription(() => {
      if (this.held) this.attend(() => this.holds--);
    });
  }

  /** Releases all holds, and takes no more: there is nothing left to hold back. */
  release(): void {
    this.released = true;
    if (this.held) this.attend(() => (this.holds = 0));
  }

  push(chunk: Buffer): void {
    if (this.flowing) this.deliver(chunk);
    else if (!this.last && !(this.discarding && !this.observed)) this.keep(chunk);
  }

  /** What comes with nobody subscribed is thrown away from now on, so that the end behind it is seen. */
  discard(): void {
    this.discarding = true;
    this.settle();
  }

  /** The last event, behind the bytes that wait. Those left in Node's own buffer would be lost with the socket. */
  finish(last: Last): void {
    if (this.last) return;
    this.flowing = false;
    let chunk: Buffer | null;
    while ((chunk = this.socket.read() as Buffer | null) !== null)
      // A socket that has not failed emits what it is asked for as well.
      if (this.socket.errored) this.ahead.push(chunk);
    this.last = last;
    if (last.kind === 'E') this.release();
    this.settle();
  }

  private attend(change: () => void): void {
    const before = this.isAttended;
    change();
    this.settle();
    if (this.isAttended !== before) this.owner.attended(!before);
  }

  /** Brings what happens to the bytes in line with who is there to take them. */
  private settle(): void {
    const { ahead, observed } = this;
    if (this.discarding && !observed) ahead.clear();
    if (ahead.length === 0) this.readOn();
    const delivering = observed && !this.held;
    const waiting = ahead.length > 0 || this.last !== undefined;
    this.flowing = delivering && !waiting && !this.flushing;
    if (delivering && waiting && !this.flushing) {
      // Not at once: all who subscribe in this turn get the same bytes, and nobody gets them inside a call of theirs.
      this.flushing = true;
      queueMicrotask(() => {
        this.flush();
      });
    }
  }

  private flush(): void {
    const { ahead } = this;
    while (ahead.length > 0 && this.observed && !this.held) this.deliver(ahead.shift());
    this.flushing = false;
    if (this.last && ahead.length === 0 && this.observed && !this.held) this.conclude(this.last);
    else this.settle();
  }

  private deliver(chunk: Buffer): void {
    for (const sink of this.sinks)
      try {
        sink.next(chunk);
      } catch (error) {
        this.owner.threw(error);
      }
  }

  private conclude(last: Last): void {
    const { sinks } = this;
    this.sinks = NOBODY;
    this.ended = true;
    for (const sink of sinks)
      try {
        tell(last, sink);
      } catch (error) {
        this.owner.threw(error);
      }
    this.owner.told();
  }

  private keep(chunk: Buffer): void {
    this.ahead.push(chunk);
    if (this.ahead.length < this.limit || this.watch) return;
    this.socket.pause();
    this.watch = closeWatch(this.socket, () => {
      // Nothing more can come, so what the kernel still holds is the most that there is to take.
      this.limit = Infinity;
      this.readOn();
    });
  }

  private readOn(): void {
    if (!this.watch) return;
    this.watch.unsubscribe();
    this.watch = undefined;
    this.socket.resume();
  }
}

function tell(last: Last, sink: Subscriber<Buffer>): void {
  if (last.kind === 'E') sink.error(last.error);
  else sink.complete();
}
