import type { Subscriber } from 'rxjs';
import type { Writable } from '../connection/Writable';
import type { Agenda, Appointment } from '../time/Agenda';
import type { Output } from '../connection/Output';
import { frameOf } from './frameOf';
import { TimedSubscriber } from './TimedSubscriber';

/** What `heartbeat` was given, checked and completed. */
export interface HeartbeatRules {
  readonly every: number;
  readonly when: 'write-idle' | 'always';
  readonly jitter: number;
  readonly frame: Output | (() => Output);
}

/** The subscriber of `heartbeat`. */
export class HeartbeatSubscriber<T> extends TimedSubscriber<T> implements Appointment {
  at = Infinity;
  place = -1;
  private interval: number;

  constructor(
    downstream: Subscriber<T>,
    private readonly writable: Writable,
    private readonly rules: HeartbeatRules,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
    this.interval = this.draw();
    agenda.set(this, Math.max(0, this.interval - this.idleFor(0)));
  }

  keep(late: number): void {
    const { writable, interval } = this;
    // It never will be again.
    if (!writable.writable) return;
    const left = interval - this.idleFor(interval);
    if (left > 0) {
      this.agenda.set(this, left);
      return;
    }
    this.interval = this.draw();
    // Before the frame is made, which may end all this. Beats that were missed aren't made up for.
    this.agenda.set(this, this.interval - (late % this.interval));
    if (writable.writableLength > 0) return;
    this.send(writable, () => frameOf(this.rules.frame));
  }

  protected override stop(): void {
    this.agenda.cancel(this);
  }

  /** For how many ms nothing was written, as far as that matters; `unknown` if nothing ever was. */
  private idleFor(unknown: number): number {
    return this.rules.when === 'always' ? unknown : (this.writable.sinceLastWrite ?? unknown);
  }

  private draw(): number {
    const { every, jitter } = this.rules;
    return every * (1 - jitter * Math.random());
  }
}
