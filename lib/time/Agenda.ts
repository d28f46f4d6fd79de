import { type SchedulerLike, Subscription } from 'rxjs';
import { Heap, type Placed } from './Heap';

/** What is to be done at a time; its owner keeps it in one {@link Agenda} at most. */
export interface Appointment extends Placed {
  /** Its owner has left, and sets nothing any more: also when it left in the midst of something that ends with a `set`. */
  readonly closed?: boolean;
  /** Is called once. `late` is for how many ms too late, since the event loop was blocked or the process stopped. */
  keep(late: number): void;
}

/** A point in time, known a little later when it is that of an {@link Agenda} in real time: `Infinity` until then. */
export interface Mark {
  readonly at: number;
}

/** The longest that a timer of Node's can wait. */
const LONGEST = 2 ** 31 - 1;
/** An alarm that is so many ms overdue got lost: with the faked timers of a test that is over, say. */
const LOST = 1_000;

/** Any number of appointments, for which one action of a scheduler is enough. */
export class Agenda {
  private readonly appointments = new Heap<Appointment>();
  private alarm = Subscription.EMPTY;
  private alarmAt = Infinity;

  constructor(protected readonly scheduler: SchedulerLike) {}

  now(): number {
    return this.scheduler.now();
  }

  /** The time of the day, in ms since 1970, unless the time is virtual. */
  date(): number {
    return this.now();
  }

  /** Now, for what happens often. */
  mark(): Mark {
    return { at: this.now() };
  }

  /** Instead of when the appointment was before, if it was. `Infinity` is never. */
  set(appointment: Appointment, delay: number): void {
    this.appointments.remove(appointment);
    appointment.at = appointment.closed ? Infinity : later(this.now(), delay);
    if (appointment.at !== Infinity) this.appointments.add(appointment);
    this.wind();
  }

  cancel(appointment: Appointment): void {
    this.appointments.remove(appointment);
    appointment.at = Infinity;
    // Not wound again for the next one: an alarm that comes too early does no harm. With none left there must be none.
    if (!this.appointments.first) this.silence();
  }

  private wind(): void {
    const { first } = this.appointments;
    if (!first) {
      this.silence();
      return;
    }
    const now = this.now();
    const at = Math.max(first.at, now);
    if (at >= this.alarmAt && now <= this.alarmAt + LOST) return;
    this.alarm.unsubscribe();
    this.alarmAt = at;
    const alarm = (this.alarm = new Subscription());
    // A scheduler may do it at once, and then another alarm has taken its place already.
    alarm.add(this.scheduler.schedule(() => this.ring(), Math.min(at - now, LONGEST)));
  }

  private silence(): void {
    this.alarm.unsubscribe();
    this.alarmAt = Infinity;
  }

  private ring(): void {
    this.alarmAt = Infinity;
    const now = this.now();
    // Taken out first: what is set for now while these are kept has to wait for the next turn of the event loop.
    const due: Appointment[] = [];
    let { first } = this.appointments;
    while (first && first.at <= now) {
      this.appointments.remove(first);
      due.push(first);
      ({ first } = this.appointments);
    }
    let kept = 0;
    try {
      while (kept < due.length) {
        const next = due[kept++];
        if (next && next.place < 0 && next.at <= now) next.keep(now - next.at);
      }
    } finally {
      // One that threw doesn't take the others along.
      for (const left of due.slice(kept))
        if (left.place < 0 && left.at <= now) this.appointments.add(left);
      this.wind();
    }
  }
}

/**
 * After a delay. One that is lost to rounding takes the least step that the clock can make: otherwise who waits for what is
 * left of a limit would find the same left again, and virtual time would stand still.
 */
function later(now: number, delay: number): number {
  const then = now + delay;
  return delay > 0 && then === now ? now * (1 + Number.EPSILON) : then;
}
