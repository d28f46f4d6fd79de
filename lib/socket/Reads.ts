import type { Socket } from 'node:net';
import { type Subscriber, Subscription, type Unsubscribable } from 'rxjs';
import { afterTurn } from '../time/afterTurn';
import { Audience, type Last } from './Audience';
import { Backlog } from './Backlog';

/** Who is told what becomes of the bytes. */
export interface ReadsOwner {
  /** Somebody began to read or hold, or the last one left. */
  attended(attended: boolean): void;
  /** The first hold was taken. */
  held(): void;
  /** The last hold was released. */
  released(): void;
  /** A subscriber threw; nobody else will ever hear of it. */
  threw(error: unknown): void;
  /** The terminal event has reached whoever was subscribed. */
  told(): void;
  /** Calls back once when the kernel has given the connection up: see `closeWatch`. */
  watch(died: () => void): Subscription;
}

const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Hands the chunks of a socket to its subscribers, the same to each. With nobody subscribed, or while held, it reads
 * ahead up to `limit` and then leaves the bytes to the kernel: reading a little is what makes an end or a reset
 * visible, and not reading more is what slows the peer.
 */
export class Reads {
  /** The terminal event was delivered. */
  ended = false;
  private readonly audience: Audience;
  /** Bytes that were put back, for those who haven't got them. */
  private returned = EMPTY;
  private holds = 0;
  private attendants = 0;
  private released = false;
  private backlog: Backlog | undefined;
  private last: Last | undefined;
  private discarding = false;
  /** Chunks go straight to the subscribers: somebody reads, nobody holds, nothing waits. */
  private flowing = false;
  private flushing = false;
  /** What nobody reads is thrown away. */
  isDiscarding = false;

  constructor(
    private readonly socket: Socket,
    private readonly limit: number,
    private readonly owner: ReadsOwner,
  ) {
    this.audience = new Audience(owner);
  }

  get isFinished(): boolean {
    return this.last !== undefined;
  }

  get observed(): boolean {
    return this.audience.isThere;
  }

  get held(): boolean {
    return this.holds > 0;
  }

  /** The kernel may have more, behind which an end can't be seen. */
  get isFull(): boolean {
    return this.backlog?.isFull ?? false;
  }

  get isAttended(): boolean {
    return this.observed || this.held || this.attendants > 0;
  }

  /** Bytes read and not yet delivered. */
  get length(): number {
    return this.waiting + this.socket.readableLength;
  }

  private get waiting(): number {
    return this.backlog?.length ?? 0;
  }

  private get delivering(): boolean {
    return this.observed && !this.held;
  }

  subscribe(sink: Subscriber<Buffer>): Unsubscribable | undefined {
    if (this.ended && this.last) {
      this.audience.tell(this.last, sink);
      return undefined;
    }
    this.change(() => this.audience.join(sink));
    return new Seat(this, sink);
  }

  leave(sink: Subscriber<Buffer>): void {
    this.change(() => this.audience.leave(sink));
  }

  /** Counts as being read, and reads nothing. */
  attend(): Subscription {
    this.change(() => this.attendants++);
    return new Subscription(() => this.change(() => this.attendants--));
  }

  hold(): Subscription {
    if (this.released) return Subscription.EMPTY;
    this.change(() => this.holds++);
    if (this.holds === 1) this.owner.held();
    return new Subscription(() => {
      if (this.holds === 0) return;
      this.change(() => this.holds--);
      if (!this.held) this.owner.released();
    });
  }

  /** Releases all holds, and takes no more: there is nothing left to hold back. */
  release(): void {
    this.released = true;
    if (!this.held) return;
    this.change(() => (this.holds = 0));
    this.owner.released();
  }

  push(chunk: Buffer): void {
    if (this.flowing) this.audience.deliver(chunk);
    else if (!this.last) {
      this.keep().push(chunk);
      if (this.isDiscarding) this.settle();
    }
  }

  /** Puts bytes back that somebody took and didn't use, for those who haven't got them. */
  unshift(chunk: Buffer): boolean {
    if (this.ended) return false;
    if (this.audience.knowsLast || this.returned.length > 0)
      this.returned = Buffer.concat([chunk, this.returned]);
    else if (chunk.length > 0) this.keep().unshift(chunk);
    this.settle();
    return true;
  }

  /** What comes with nobody subscribed is thrown away from now on, so that the end behind it is seen. */
  discard(): void {
    this.isDiscarding = true;
    this.settle();
    this.owner.attended(this.isAttended);
  }

  /** The last event, behind the bytes that wait. */
  finish(last: Last): void {
    if (this.last) return;
    this.flowing = false;
    this.backlog?.close();
    this.last = last;
    if (last.kind === 'E') this.release();
    this.settle();
  }

  private keep(): Backlog {
    return (this.backlog ??= new Backlog(this.socket, this.limit, this.owner));
  }

  private change(how: () => void): void {
    const before = this.isAttended;
    how();
    this.settle();
    if (this.isAttended !== before) this.owner.attended(!before);
  }

  /** Brings what happens to the bytes in line with who is there to take them. */
  private settle(): void {
    if (this.isDiscarding && !this.observed && this.waiting > 0) this.discardSoon();
    const waiting = this.waiting > 0 || this.returned.length > 0 || this.last !== undefined;
    this.flowing = this.delivering && !waiting && !this.flushing;
    if (!this.delivering || !waiting || this.flushing) return;
    // Not at once: all who subscribe in this turn get the same bytes, and nobody gets them inside a call of theirs.
    this.flushing = true;
    queueMicrotask(() => this.flush());
  }

  private flush(isTurnOver = false): void {
    let isLate = isTurnOver;
    while (this.delivering && (this.returned.length > 0 || this.waiting > 0)) {
      if (this.returned.length === 0) this.audience.deliver(this.backlog?.shift() ?? EMPTY);
      else if (!this.deliverReturned(isLate)) {
        // Whoever put them back may be about to subscribe again, when a promise has been settled.
        afterTurn(() => this.flush(true));
        return;
      }
      isLate = false;
    }
    this.flushing = false;
    if (this.last && this.delivering) this.conclude(this.last);
    else this.settle();
  }

  /** `false` if there is nobody for it as yet; when it is late it is given up then. */
  private deliverReturned(isLate: boolean): boolean {
    const { returned } = this;
    this.returned = EMPTY;
    if (this.audience.deliverToNew(returned) || isLate) return true;
    this.returned = returned;
    return false;
  }

  /** What nobody reads is thrown away, when nobody is about to. */
  private discardSoon(): void {
    if (this.discarding) return;
    this.discarding = true;
    afterTurn(() => {
      this.discarding = false;
      if (!this.observed) this.backlog?.clear();
    });
  }

  private conclude(last: Last): void {
    this.ended = true;
    this.audience.conclude(last);
    this.owner.told();
  }
}

/** A subscriber's place: a closure and a Subscription instead would cost each connection twice as much. */
class Seat implements Unsubscribable {
  constructor(
    private readonly reads: Reads,
    private readonly sink: Subscriber<Buffer>,
  ) {}

  unsubscribe(): void {
    this.reads.leave(this.sink);
  }
}
