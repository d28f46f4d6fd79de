import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { Agenda, type Mark } from './Agenda';
import { steadyScheduler } from './steadyScheduler';

/** How exact a mark is, in ms. */
const GRAIN = 5;
/** How far two readings of the clock may lie apart, in ms. */
const A_MOMENT = 1_000;
/** What gives the time of the day as in 1970 is a test, by virtual time or a faked `Date`... */
const LONG_AGO = 1e10;
/** ... unless the process began then: on a device whose clock nobody has set yet. */
const beganLongAgo = performance.timeOrigin < LONG_AGO;

/**
 * Its marks are shared by all that happens within some ms, since asking the clock takes longer than all else that an
 * item needs. Each is for the end of that time, however long the event loop is blocked in it, so that nothing that was heard
 * is ever taken for older than it is.
 */
class RealTime extends Agenda {
  private open: { at: number } | undefined;
  private openedAt = 0;

  /** A test may fake the clock or bring it back while a mark is open, and take its timer away. Then that ends now. */
  override now(): number {
    const now = super.now();
    const age = now - this.openedAt;
    if (this.open && !(age >= 0 && age < A_MOMENT)) this.close(this.open, now);
    return now;
  }

  override date(): number {
    return Date.now();
  }

  override mark(): Mark {
    return (this.open ??= this.begin());
  }

  private begin(): { at: number } {
    const mark = { at: Infinity };
    this.openedAt = super.now();
    this.scheduler.schedule(() => {
      if (this.open === mark) this.close(mark, super.now());
    }, GRAIN);
    return mark;
  }

  private close(mark: { at: number }, now: number): void {
    mark.at = now;
    this.open = undefined;
  }
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
