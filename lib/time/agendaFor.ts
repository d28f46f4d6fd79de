import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { Agenda, type Mark } from './Agenda';
import { steadyScheduler } from './steadyScheduler';

/** How exact a mark is, in ms. */
const GRAIN = 5;

/**
 * Its marks are shared by all that happens within some ms, since asking the clock takes longer than all else that an
 * item needs. Each is for the end of that time, however long the event loop is blocked in it, so that nothing that was heard
 * is ever taken for older than it is.
 */
class RealTime extends Agenda {
  private open: { at: number } | undefined;

  override date(): number {
    return Date.now();
  }

  override mark(): Mark {
    return (this.open ??= this.begin());
  }

  private begin(): { at: number } {
    const mark = { at: Infinity };
    this.scheduler.schedule(() => {
      mark.at = this.now();
      this.open = undefined;
    }, GRAIN);
    return mark;
  }
}

const realTime = new RealTime(steadyScheduler);
/** How far two readings of the clock may lie apart, in ms. */
const A_MOMENT = 1_000;

/**
 * The agenda of a timed operator. Without a scheduler, or with rxjs' default, it is shared by all and its clock is steady,
 * so that setting the wall clock neither causes nor prevents anything. In the virtual time of `TestScheduler.run`, which
 * stands behind rxjs' default scheduler as well, it is that one's.
 */
export function agendaFor(scheduler: SchedulerLike = asyncScheduler): Agenda {
  const isReal =
    scheduler === asyncScheduler && Math.abs(asyncScheduler.now() - Date.now()) < A_MOMENT;
  return isReal ? realTime : new Agenda(scheduler);
}
