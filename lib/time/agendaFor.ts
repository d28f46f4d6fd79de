import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { Agenda, type Mark } from './Agenda';
import { steadyScheduler } from './steadyScheduler';

/** When the clock was read so often, each within a ms of the time before, items begin to share marks. */
const MANY = 8;
/** So many of them share one; and when that took no longer than this, in ms, they share the next as well. */
const SHARE = 256;
const SOON = 5;
/** When no more come one is over after so many ms. */
const GRAIN = 25;
/** How far two readings of the clock may lie apart, in ms. */
const A_MOMENT = 1_000;
/** What gives the time of the day as in 1970 is a test, by virtual time or a faked `Date`... */
const LONG_AGO = 1e10;
/** ... unless the process began then: on a device whose clock nobody has set yet. */
const beganLongAgo = performance.timeOrigin < LONG_AGO;

/**
 * To ask the clock takes longer than all else that an item needs, so of many items at once some share a mark. It is for the end of
 * the time in which it was shared, however long the event loop is blocked in that, so that nothing that was heard is ever taken
 * for older than it is. A timer for each mark would cost a busy server some percent.
 */
class RealTime extends Agenda {
  private open: { at: number } | undefined;
  private left = 0;
  private readAt = -Infinity;
  private often = 0;
  private waitsSince = -Infinity;

  /** A test may fake the clock or bring it back while a mark is open, and take its timer away. Then that ends now. */
  override now(): number {
    const now = super.now();
    if (this.open && !isMomentAgo(this.readAt, now)) this.close(now);
    return now;
  }

  override date(): number {
    return Date.now();
  }

  override mark(): Mark {
    return this.open && this.left-- > 0 ? this.open : this.read();
  }

  private read(): Mark {
    const now = this.now();
    this.often = now - this.readAt < (this.open ? SOON : 1) ? this.often + 1 : 0;
    this.close(now);
    this.readAt = now;
    if (this.often < MANY) return { at: now };
    this.open = { at: Infinity };
    this.left = SHARE;
    if (!isMomentAgo(this.waitsSince, now)) this.wait(now);
    return this.open;
  }

  private close(now: number): void {
    if (this.open) this.open.at = now;
    this.open = undefined;
  }

  private wait(now: number): void {
    this.waitsSince = now;
    this.scheduler.schedule(() => {
      this.waitsSince = -Infinity;
      this.close(super.now());
    }, GRAIN);
  }
}

/** And not long ago, nor, by a clock that was faked, in the future. */
function isMomentAgo(then: number, now: number): boolean {
  return now >= then && now - then < A_MOMENT;
}

const realTime = new RealTime(steadyScheduler);

/**
 * The agenda of a timed operator. Without a scheduler, or with rxjs' default, it is shared by all and its clock is steady,
 * so that setting the wall clock neither causes nor prevents anything. In the virtual time of `TestScheduler.run`, which
 * stands behind rxjs' default scheduler as well, it is that one's.
 *
 * Faked timers are followed when they fake `performance` with `setTimeout`, as those of jest and sinon do by default. When
 * they fake `setTimeout` alone, as those of `node:test` and jest's legacy ones do, no time passes, and so nobody is judged.
 */
export function agendaFor(scheduler: SchedulerLike = asyncScheduler): Agenda {
  const date = asyncScheduler.now();
  const isDate = (beganLongAgo || date > LONG_AGO) && Math.abs(date - Date.now()) < A_MOMENT;
  const isReal = scheduler === asyncScheduler && isDate;
  return isReal ? realTime : new Agenda(scheduler);
}
