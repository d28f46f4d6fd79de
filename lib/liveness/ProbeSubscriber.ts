import type { Subscriber } from 'rxjs';
import type { Writable } from '../connection/Writable';
import type { Agenda, Mark } from '../time/Agenda';
import { type Listener, SilenceTimer } from '../time/SilenceTimer';
import { Arrivals } from './Arrivals';
import type { Excuse } from './Excuse';
import type { Output } from '../connection/Output';
import { frameOf } from './frameOf';
import type { LivenessObserver } from './LivenessEvent';
import type { PhiRules } from './phiRules';
import { ProbeTimeoutError } from './ProbeTimeoutError';
import { Progress } from './Progress';
import { Questions } from './Questions';
import { TimedSubscriber } from './TimedSubscriber';

/** What `probe` was given, checked and completed. */
export interface ProbeRules<T> {
  readonly after: number;
  readonly first: number;
  readonly margin: PhiRules | undefined;
  readonly timeout: number;
  readonly minGap: number;
  readonly attempts: number;
  readonly always: boolean;
  readonly frame: Output | ((id: number) => Output);
  readonly match: ((item: T, id: number) => boolean) | undefined;
  readonly counts: ((item: T) => boolean) | undefined;
  readonly unless: Excuse | undefined;
  readonly events: LivenessObserver | undefined;
}

/** The subscriber of `probe`. */
export class ProbeSubscriber<T> extends TimedSubscriber<T> implements Listener {
  private readonly timer: SilenceTimer;
  private readonly arrivals: Arrivals | undefined;
  private readonly questions: Questions;
  /** The limit, but for what is expected of a peer that is alive when there is a margin. */
  private due: number;
  /** `soon`: a probe is due, and the last one was too short a while ago. */
  private state: 'quiet' | 'soon' | 'asked' = 'quiet';
  private known: 'alive' | 'suspect' | undefined;
  private last: Mark;
  private id = 0;
  private failed = 0;
  private askedAt = -Infinity;
  /** Of the output that waited at the last probe, and so took its place. */
  private progress: Progress | undefined;

  constructor(
    downstream: Subscriber<T>,
    private readonly writable: Writable,
    private readonly rules: ProbeRules<T>,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
    this.last = agenda.mark();
    this.timer = new SilenceTimer(agenda, this);
    if (rules.margin && !rules.always && !this.closed)
      this.arrivals = new Arrivals(agenda, rules.margin, this, rules.after);
    this.questions = new Questions(agenda, (rules.attempts + 1) * rules.timeout);
    this.due = rules.first;
    this.timer.start();
  }

  get limit(): number {
    return this.arrivals && this.known === 'alive' ? this.arrivals.patience : this.due;
  }

  get sinceExcused(): number {
    return this.sinceExcuse(this.rules.unless);
  }

  silent(): void {
    const { id, progress, state } = this;
    if (state !== 'asked' || !progress) this.judge(false);
    // The peer may be heard of before the kernel is.
    else
      progress.look((hasTaken) => {
        if (this.id === id && this.state === state && !this.closed) this.judge(hasTaken);
      });
  }

  stalled(duration: number): void {
    this.report(this.rules.events, { type: 'localStall', at: this.agenda.date(), duration });
  }

  protected override _next(item: T): void {
    const { match, counts } = this.rules;
    if (match) {
      const took = this.attempt(() => this.questions.answer((id) => match(item, id)));
      if (took !== undefined) this.answered(took);
      if (took !== undefined || this.closed) return;
    }
    if (counts === undefined || this.attempt(() => counts(item))) this.heard();
    this.pass(item);
  }

  protected override stop(): void {
    this.timer.stop();
    this.arrivals?.stop();
    this.questions.stop();
  }

  private get silence(): number {
    return Math.max(0, this.agenda.now() - this.last.at);
  }

  /** @param hasTaken the peer has taken output that waited, which is as good as an answer */
  private judge(hasTaken: boolean): void {
    const { rules, state } = this;
    if (state === 'asked') this.failed = hasTaken ? 0 : this.failed + 1;
    if (this.failed >= rules.attempts) {
      this.condemn(new ProbeTimeoutError(this.failed, rules.timeout, this.silence), rules.events);
      return;
    }
    const heard = this.last;
    if (!rules.always || state === 'asked') this.suspect();
    // Whoever was told that may have left, or have had the peer say something.
    if (this.last !== heard) this.become('quiet', rules.after);
    else if (!this.closed) this.ask();
  }

  private ask(): void {
    const { agenda, rules, writable } = this;
    const tooSoon = this.askedAt + rules.minGap - agenda.now();
    if (tooSoon > 0) {
      this.become('soon', tooSoon);
      return;
    }
    this.id++;
    this.askedAt = agenda.now();
    // Before the frame is made, which may end all this.
    this.become('asked', rules.timeout);
    this.progress = writable.writableLength > 0 ? new Progress(writable) : undefined;
    this.progress?.start();
    if (this.progress || !writable.writable) return;
    this.questions.ask(this.id);
    this.send(writable, () => frameOf(rules.frame, this.id));
  }

  private answered(rtt: number): void {
    // While it is held it can't be heard.
    if (rtt < this.sinceExcused && !this.closed)
      this.report(this.rules.events, { type: 'rtt', at: this.agenda.date(), rtt });
    this.heard();
  }

  private heard(): void {
    const { agenda, known, rules, timer } = this;
    if (this.closed) return;
    const mark = agenda.mark();
    if (mark !== this.last) this.last = mark;
    const isBeat = this.arrivals?.heard();
    if (known !== 'alive') {
      this.known = 'alive';
      this.report(rules.events, { type: 'alive', at: agenda.date() });
    }
    const { first, after, always } = rules;
    if (this.state !== 'quiet' || (known === undefined && first !== after)) {
      this.failed = 0;
      const passed = always && this.id > 0 ? agenda.now() - this.askedAt : 0;
      this.become('quiet', Math.max(0, after - passed));
    } else if (!always) timer.heard();
    if (isBeat) timer.hurry();
  }

  private suspect(): void {
    if (this.known === 'suspect') return;
    this.known = 'suspect';
    const { silence } = this;
    this.report(this.rules.events, { type: 'suspect', at: this.agenda.date(), silence });
  }

  private become(state: typeof this.state, limit: number): void {
    this.state = state;
    this.due = limit;
    this.timer.start();
  }
}
