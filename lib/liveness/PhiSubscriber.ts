import type { Subscriber } from 'rxjs';
import type { Agenda, Appointment } from '../time/Agenda';
import { type Listener, SilenceTimer } from '../time/SilenceTimer';
import { Arrivals } from './Arrivals';
import type { Excuse } from './Excuse';
import type { PhiRules } from './phiRules';
import { TimedSubscriber } from './TimedSubscriber';

/** What `phiAccrual` was given, checked and completed. */
export interface PhiAccrualRules {
  readonly every: number;
  readonly phi: PhiRules;
  readonly unless: Excuse | undefined;
}

/** The subscriber of `phiAccrual`. */
export class PhiSubscriber<T> extends TimedSubscriber<T, number> implements Listener, Appointment {
  at = Infinity;
  place = -1;
  private isSuspect = false;
  private readonly timer: SilenceTimer;
  private readonly arrivals: Arrivals;

  constructor(
    downstream: Subscriber<number>,
    private readonly rules: PhiAccrualRules,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
    this.timer = new SilenceTimer(agenda, this);
    this.arrivals = new Arrivals(agenda, rules.phi, this);
    this.timer.start();
    agenda.set(this, rules.every);
    if (this.closed) this.stop();
  }

  get limit(): number {
    return this.arrivals.patience;
  }

  get sinceExcused(): number {
    return this.sinceExcuse(this.rules.unless);
  }

  silent(silence: number): void {
    this.isSuspect = true;
    this.tell(silence);
  }

  /** Takes a sample. One that makes the peer suspect is for the timer to tell, after what may wait to be read. */
  keep(late: number): void {
    const { every } = this.rules;
    const silence = Math.min(this.timer.silence, this.sinceExcused);
    this.agenda.set(this, every - (late % every));
    const isSuspect = silence >= this.limit;
    if (isSuspect !== this.isSuspect && !this.closed) this.timer.hurry(0);
    if (isSuspect && !this.isSuspect) return;
    // It may have got an excuse.
    this.isSuspect = isSuspect;
    this.tell(silence);
  }

  protected override _next(): void {
    const { arrivals, isSuspect, timer } = this;
    const isBeat = arrivals.heard();
    this.isSuspect = false;
    if (isSuspect) timer.start();
    else timer.heard();
    if (isBeat) timer.hurry();
    if (isSuspect) this.tell(0);
  }

  protected override stop(): void {
    this.timer.stop();
    this.agenda.cancel(this);
    this.arrivals.stop();
  }

  private tell(silence: number): void {
    const level = this.arrivals.level(silence);
    const { threshold } = this.rules.phi;
    // The time of the threshold is a whole ms, which the level may reach a little before or after.
    const below = threshold * (1 - Number.EPSILON);
    this.pass(this.isSuspect ? Math.max(threshold, level) : Math.min(below, level));
  }
}
