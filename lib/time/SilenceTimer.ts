import type { Agenda, Appointment, Mark } from './Agenda';

/** Who listens. */
export interface Listener {
  /** It has left, and isn't told anything any more. */
  readonly closed?: boolean;
  /** How long it may be silent, in ms; asked whenever that seems to have passed. */
  readonly limit: number;
  /** Nothing was heard for so many ms, and nothing was waiting to be heard either. */
  silent(silence: number): void;
  /** The event loop was blocked, or the process stopped, for so many ms. */
  stalled?(late: number): void;
  /** ms since silence began to count; `Infinity` when it always has, 0 while it doesn't. */
  readonly sinceExcused?: number;
}

/** A chunk that waits, and an end behind it, come within so many turns of the event loop. */
const TURNS = 4;
/** By how many ms a timer may always be late. */
const USUAL = 10;
/** Within how many ms a mark is known. */
const KNOWN = 30;

/**
 * The wait for a sign of life. An item only leaves a mark; the timer looks at it when it fires, and waits for what is left.
 *
 * After a stall of the event loop timers fire before the bytes that wait are read. So when nothing was heard the loop gets
 * some more turns, and what they bring counts, before the verdict.
 */
export class SilenceTimer implements Appointment {
  at = Infinity;
  place = -1;
  private last: Mark;
  private turns = TURNS;

  constructor(
    private readonly agenda: Agenda,
    private readonly listener: Listener,
  ) {
    this.last = agenda.mark();
  }

  get closed(): boolean {
    return this.listener.closed === true;
  }

  /** Starts afresh, now. */
  start(): void {
    this.heard();
    this.turns = TURNS;
    this.agenda.set(this, this.listener.limit);
  }

  stop(): void {
    this.agenda.cancel(this);
  }

  /** Looks again within so many ms, since the limit may have fallen: by default as soon as a mark that is new is known. */
  hurry(within = KNOWN): void {
    if (this.place < 0 || this.at > this.agenda.now() + within) this.agenda.set(this, within);
  }

  heard(): void {
    const mark = this.agenda.mark();
    // To store is dearer than to compare, and many items share a mark.
    if (mark !== this.last) this.last = mark;
  }

  /** ms since something was heard. */
  get silence(): number {
    return Math.max(0, this.agenda.now() - this.last.at);
  }

  keep(late: number): void {
    const { listener } = this;
    if (late > Math.max(USUAL, listener.limit / 8)) listener.stalled?.(late);
    const { limit, sinceExcused = Infinity } = listener;
    const silence = Math.min(this.silence, sinceExcused);
    // What was asked or told just now may have made it leave.
    if (this.closed) return;
    if (silence < limit) {
      this.turns = TURNS;
      this.agenda.set(this, limit - silence);
    } else if (this.turns-- > 0) this.agenda.set(this, 0);
    else listener.silent(silence);
  }
}
