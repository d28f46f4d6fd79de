import type { Agenda, Appointment } from './Agenda';

/** How often it looks, and from when on it calls being late a stall, in ms: so one of twice as much is never missed. */
const PERIOD = 100;

const watches = new WeakMap<Agenda, StallWatch>();

/**
 * Counts the stalls of the event loop, for those who learn from times: what arrived during one is read after it, and seems to
 * have come later than it did. All who watch share one appointment.
 */
export class StallWatch implements Appointment {
  at = Infinity;
  place = -1;
  private watchers = 0;
  private stalls = 0;

  private constructor(private readonly agenda: Agenda) {}

  /** How many there were, while somebody watched; one that is only just over, or still goes on, is among them. */
  get count(): number {
    return this.agenda.now() - this.at > PERIOD ? this.stalls + 1 : this.stalls;
  }

  static of(agenda: Agenda): StallWatch {
    const watch = watches.get(agenda) ?? new StallWatch(agenda);
    watches.set(agenda, watch);
    return watch;
  }

  join(): void {
    if (this.watchers++ === 0) this.agenda.set(this, PERIOD);
  }

  leave(): void {
    if (--this.watchers === 0) this.agenda.cancel(this);
  }

  keep(late: number): void {
    if (late > PERIOD) this.stalls++;
    this.agenda.set(this, PERIOD);
  }
}
