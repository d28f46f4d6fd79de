import type { Subscriber } from 'rxjs';
import type { Writable } from '../connection/Writable';
import type { Agenda, Appointment } from '../time/Agenda';
import type { LivenessObserver } from './LivenessEvent';
import { Progress } from './Progress';
import { TimedSubscriber } from './TimedSubscriber';
import { WriteStallError } from './WriteStallError';

/** How often it looks within the limit, and how often when something waits: the last that was taken is the later for each look. */
const [LOOKS, CLOSE_LOOKS] = [32, 64];
/** After a stall of the event loop what the peer has taken meanwhile shows within so many turns of it. */
const TURNS = 2;

/** The subscriber of `writeTimeout`. */
export class WriteTimeoutSubscriber<T> extends TimedSubscriber<T> implements Appointment {
  at = Infinity;
  place = -1;
  private movedAt = 0;
  private turns = TURNS;
  private readonly progress: Progress;

  constructor(
    downstream: Subscriber<T>,
    private readonly writable: Writable,
    private readonly limit: number,
    private readonly events: LivenessObserver | undefined,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
    this.progress = new Progress(writable);
    this.keep();
  }

  keep(): void {
    const { left, limit, progress, turns, writable } = this;
    if (writable.writableLength === 0) {
      // What is there the next time has come since now: some time up to then.
      progress.forget();
      this.judge(true);
    } else if (left > 0) progress.look((hasTaken) => this.judge(hasTaken), limit / CLOSE_LOOKS / 2);
    else if (turns > 0) this.judge(false);
    // For the verdict nothing will do that was true a while ago.
    else progress.look((hasTaken) => this.judge(hasTaken));
  }

  protected override stop(): void {
    this.agenda.cancel(this);
  }

  private get left(): number {
    return this.movedAt + this.limit - this.agenda.now();
  }

  private judge(hasTaken: boolean): void {
    const { agenda, limit, writable } = this;
    // All may have been taken since.
    if (hasTaken || writable.writableLength === 0) this.movedAt = agenda.now();
    const { left } = this;
    if (left > 0) {
      this.turns = TURNS;
      // The kernel takes its time for each look, and the verdict isn't to wait for that.
      const looks = writable.writableLength === 0 ? LOOKS : CLOSE_LOOKS;
      agenda.set(this, Math.min(left, limit / looks));
    } else if (this.turns-- > 0) agenda.set(this, 0);
    else if (!this.closed)
      this.condemn(new WriteStallError(limit, writable.writableLength), this.events);
  }
}
