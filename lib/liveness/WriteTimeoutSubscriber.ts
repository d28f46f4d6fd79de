import type { Subscriber } from 'rxjs';
import type { Writable } from '../connection/Writable';
import type { Agenda, Appointment } from '../time/Agenda';
import type { LivenessObserver } from './LivenessEvent';
import { TimedSubscriber } from './TimedSubscriber';
import { WriteStallError } from './WriteStallError';

/** How often it looks within the limit. */
const LOOKS = 16;
/** After a stall of the event loop what the peer has taken meanwhile shows within so many turns of it. */
const TURNS = 2;

/** The subscriber of `writeTimeout`. */
export class WriteTimeoutSubscriber<T> extends TimedSubscriber<T> implements Appointment {
  at = Infinity;
  place = -1;
  private taken = -1;
  private movedAt = 0;
  private turns = TURNS;

  constructor(
    downstream: Subscriber<T>,
    private readonly writable: Writable,
    private readonly limit: number,
    private readonly events: LivenessObserver | undefined,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
    this.keep();
  }

  keep(): void {
    const { agenda, limit, writable } = this;
    const now = agenda.now();
    const { writableLength } = writable;
    const taken = writable.bytesWritten - writableLength;
    if (writableLength === 0 || taken !== this.taken) {
      // What is there the next time, after nothing was, has come since now: some time up to then.
      this.taken = writableLength === 0 ? -1 : taken;
      this.movedAt = now;
    }
    const isOver = now - this.movedAt >= limit;
    if (!isOver) this.turns = TURNS;
    if (!isOver) agenda.set(this, limit / LOOKS);
    else if (this.turns-- > 0) agenda.set(this, 0);
    else this.condemn(new WriteStallError(limit, writableLength), this.events);
  }

  protected override stop(): void {
    this.agenda.cancel(this);
  }
}
