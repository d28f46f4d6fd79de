import { from, type Observable, type ObservableInput, type Subscriber } from 'rxjs';
import type { Agenda } from '../time/Agenda';
import { type Listener, SilenceTimer } from '../time/SilenceTimer';
import { Arrivals } from './Arrivals';
import type { Excuse } from './Excuse';
import { IdleTimeoutError } from './IdleTimeoutError';
import type { LivenessObserver } from './LivenessEvent';
import type { PhiRules } from './phiRules';
import { TimedSubscriber } from './TimedSubscriber';

/** What `idleTimeout` was given, checked and completed. */
export interface IdleRules<T> {
  readonly each: number;
  readonly first: number;
  readonly margin: PhiRules | undefined;
  readonly isAsked: boolean;
  readonly unless: Excuse | undefined;
  readonly counts: ((item: T) => boolean) | undefined;
  readonly events: LivenessObserver | undefined;
  readonly instead: ((error: IdleTimeoutError) => ObservableInput<T>) | undefined;
}

/** The subscriber of `idleTimeout`. */
export class IdleSubscriber<T> extends TimedSubscriber<T> implements Listener {
  private seen = 0;
  private stalledAt: number | undefined;
  private readonly timer: SilenceTimer;
  private readonly arrivals: Arrivals | undefined;

  constructor(
    downstream: Subscriber<T>,
    private readonly rules: IdleRules<T>,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
    this.timer = new SilenceTimer(agenda, this);
    if (rules.margin && rules.each !== Infinity && !this.closed)
      this.arrivals = new Arrivals(agenda, rules.margin, this, rules.each);
    this.timer.start();
  }

  get limit(): number {
    if (this.seen === 0) return this.rules.first;
    return this.arrivals ? this.arrivals.patience : this.rules.each;
  }

  get sinceExcused(): number {
    const { agenda, rules, stalledAt = -Infinity } = this;
    return Math.min(this.sinceExcuse(rules.unless), agenda.now() - stalledAt);
  }

  silent(): void {
    const { seen, limit, timer } = this;
    const silence = seen === 0 ? undefined : timer.silence;
    const error = new IdleTimeoutError(seen === 0 ? 'first' : 'each', limit, silence, seen);
    const { events, instead } = this.rules;
    this.condemn(error, events, instead && (() => this.goOn(() => from(instead(error)))));
  }

  stalled(duration: number): void {
    const { agenda, rules, seen } = this;
    // Who speaks only when it is asked is asked late as well; nobody is before the first item if that has a limit of its own.
    if (rules.isAsked && (seen > 0 || rules.first === rules.each)) this.stalledAt = agenda.now();
    this.report(rules.events, { type: 'localStall', at: agenda.date(), duration });
  }

  protected override _next(item: T): void {
    const { counts } = this.rules;
    if (counts === undefined || this.attempt(() => counts(item))) this.heard();
    this.pass(item);
  }

  protected override stop(): void {
    this.timer.stop();
    this.arrivals?.stop();
  }

  private goOn(make: () => Observable<T>): void {
    // Whoever was told of the death may have left.
    if (!this.downstream.closed) this.attempt(make)?.subscribe(this.downstream);
  }

  private heard(): void {
    this.timer.heard();
    if (this.arrivals?.heard()) this.timer.hurry();
    if (this.seen++ > 0 || this.closed) return;
    this.report(this.rules.events, { type: 'alive', at: this.agenda.date() });
    // The limit of the first may have been another.
    if (this.rules.first !== this.rules.each) this.timer.start();
  }
}
