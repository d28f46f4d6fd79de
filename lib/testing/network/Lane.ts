import type { SchedulerLike } from 'rxjs';
import type { Endpoint } from './Endpoint';
import type { Kernel } from './Kernel';
import type { Random } from '../random';

/** What Ethernet takes at a time. */
const SEGMENT = 1460;
/** What rounding may add to a time. */
const ROUNDING = 1e-6;

/** How long things take. */
interface Way {
  readonly latency: number;
  readonly bytesPerSecond: number;
  readonly delays: SchedulerLike;
}

/** In how many steps sizes are chosen. */
const FINENESS = 1_000;

/** What some lanes have in common: whether anything still comes through. */
export interface Line {
  isLost: boolean;
}

interface Sent {
  readonly at: number;
  readonly content: Buffer | (() => void);
}

/** The way from one end of a connection to the other: all that is sent arrives, in order and later. */
export class Lane implements Kernel {
  private readonly underWay: Sent[] = [];
  private freeAt = -Infinity;
  private isWaiting = false;

  constructor(
    private readonly way: Way,
    private readonly to: Endpoint,
    private readonly line: Line,
    private readonly dice: Random | undefined,
  ) {}

  get room(): number {
    return this.to.room;
  }

  receive(bytes: Buffer): void {
    const size = this.way.bytesPerSecond === Infinity ? bytes.length : SEGMENT;
    for (let at = 0; at < bytes.length; at += size) this.send(bytes.subarray(at, at + size));
  }

  acknowledge(bytes: number): void {
    this.send(() => this.to.acknowledge(bytes));
  }

  receiveEnd(): void {
    this.send(() => this.to.receiveEnd());
  }

  receiveReset(): void {
    this.send(() => this.to.receiveReset());
  }

  /** Bytes, or what happens when it is there. */
  send(content: Sent['content']): void {
    const { bytesPerSecond, delays, latency } = this.way;
    const now = delays.now();
    const size = typeof content === 'function' ? 0 : content.length;
    this.freeAt = Math.max(this.freeAt, now) + (size * 1000) / bytesPerSecond;
    // Whole ms, which a diagram can tell.
    const delay = Math.ceil(this.freeAt - now + latency - ROUNDING);
    this.underWay.push({ at: now + Math.max(0, delay), content });
    this.wait();
  }

  private wait(): void {
    const [first] = this.underWay;
    if (!first || this.isWaiting) return;
    this.isWaiting = true;
    const { delays } = this.way;
    delays.schedule(() => this.arrive(), Math.max(0, first.at - delays.now()));
  }

  private arrive(): void {
    this.isWaiting = false;
    // The first one is due, whatever rounding has made of that.
    const now = Math.max(this.way.delays.now(), this.underWay[0]?.at ?? 0);
    const later = this.underWay.findIndex(({ at }) => at > now);
    const due = this.underWay.splice(0, later < 0 ? Infinity : later);
    this.wait();
    if (!this.line.isLost) this.deliver(due.map(({ content }) => content));
  }

  /** What arrives at the same time is read as one. */
  private deliver(contents: readonly Sent['content'][]): void {
    let bytes: Buffer[] = [];
    for (const content of contents) {
      if (typeof content !== 'function') {
        bytes.push(content);
        continue;
      }
      this.hand(bytes);
      bytes = [];
      content();
    }
    this.hand(bytes);
  }

  private hand(parts: readonly Buffer[]): void {
    let [bytes] = parts;
    if (!bytes) return;
    if (parts.length > 1) bytes = Buffer.concat(parts);
    for (let at = 0; at < bytes.length;) {
      const size = this.chunkSize(bytes.length - at);
      this.to.receive(bytes.subarray(at, at + size));
      at += size;
    }
  }

  /** As likely up to 2 bytes as up to 4, 8, 16 and so on: the cuts that matter are near the ends of frames. */
  private chunkSize(left: number): number {
    return this.dice ? Math.ceil(left ** (this.dice.int(0, FINENESS) / FINENESS)) : left;
  }
}
