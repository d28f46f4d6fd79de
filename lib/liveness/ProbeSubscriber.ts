import type { Subscriber } from 'rxjs';
import type { Writable } from '../connection/Writable';
import type { Agenda, Mark } from '../time/Agenda';
import { type Listener, SilenceTimer } from '../time/SilenceTimer';
import type { Frame } from './Frame';
import type { LivenessObserver } from './LivenessEvent';
import { ProbeTimeoutError } from './ProbeTimeoutError';
import { tell } from './tell';
import { TimedSubscriber } from './TimedSubscriber';

/** What `probe` was given, checked and completed. */
export interface ProbeRules<T> {
  readonly after: number;
  readonly timeout: number;
  readonly minGap: number;
  readonly attempts: number;
  readonly always: boolean;
  readonly make: (id: number) => Frame;
  readonly match: ((item: T, id: number) => boolean) | undefined;
  readonly counts: ((item: T) => boolean) | undefined;
  readonly sinceExcused: (() => number) | undefined;
  readonly events: LivenessObserver | undefined;
}

/** The subscriber of `probe`. */
export class ProbeSubscriber<T> extends TimedSubscriber<T> implements Listener {
  limit: number;
  private readonly timer: SilenceTimer;
  /** `soon`: a probe is due, and the last one was too short a while ago. */
  private state: 'quiet' | 'soon' | 'asked' = 'quiet';
  private known: 'alive' | 'suspect' | undefined;
  private last: Mark;
  private id = 0;
  private failed = 0;
  private askedAt = -Infinity;
  /** How much of the output had been taken when some waited at the last probe. */
  private taken: number | undefined;

  constructor(
    downstream: Subscriber<T>,
    private readonly writable: Writable,
    private readonly rules: ProbeRules<T>,
    agenda: Agenda,
  ) {
    super(downstream, agenda);
    this.last = agenda.mark();
    this.timer = new SilenceTimer(agenda, this);
    this.limit = rules.after;
    this.timer.start();
  }

  get sinceExcused(): number {
    return this.rules.sinceExcused?.() ?? Infinity;
  }

  silent(): void {
    const { rules, state } = this;
    if (state === 'asked' && !this.isTaking()) this.failed++;
    if (this.failed >= rules.attempts) {
      this.condemn(new ProbeTimeoutError(this.failed, rules.timeout, this.silence), rules.events);
      return;
    }
    if (!rules.always || state === 'asked') this.suspect();
    this.ask();
  }

  stalled(duration: number): void {
    tell(this.rules.events, { type: 'localStall', at: this.agenda.date(), duration });
  }

  protected override _next(item: T): void {
    const { match, counts } = this.rules;
    if (match !== undefined && this.id > 0 && this.attempt(() => match(item, this.id))) {
      this.answered();
      return;
    }
    if (counts === undefined || this.attempt(() => counts(item))) this.heard();
    this.downstream.next(item);
  }

  protected override stop(): void {
    this.timer.stop();
  }

  private get silence(): number {
    return Math.max(0, this.agenda.now() - this.last.at);
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
    const { writableLength } = writable;
    this.taken = writableLength > 0 ? writable.bytesWritten - writableLength : undefined;
    if (this.taken !== undefined || !writable.writable) return;
    const frame = this.attempt(() => rules.make(this.id));
    if (frame !== undefined && !this.closed) writable.write(frame);
  }

  /** Whether the peer has taken output that waited, which is as good as an answer. */
  private isTaking(): boolean {
    const { bytesWritten, writableLength } = this.writable;
    return this.taken !== undefined && bytesWritten - writableLength > this.taken;
  }

  private answered(): void {
    const { agenda } = this;
    if (this.askedAt !== -Infinity)
      tell(this.rules.events, {
        type: 'rtt',
        at: agenda.date(),
        rtt: agenda.now() - this.askedAt,
      });
    this.heard();
  }

  private heard(): void {
    const { rules, timer } = this;
    this.last = this.agenda.mark();
    if (this.known !== 'alive') {
      this.known = 'alive';
      tell(rules.events, { type: 'alive', at: this.agenda.date() });
    }
    if (this.state !== 'quiet') {
      this.failed = 0;
      const next = rules.always ? this.askedAt + rules.after - this.agenda.now() : rules.after;
      this.become('quiet', Math.max(0, next));
    } else if (!rules.always) timer.heard();
  }

  private suspect(): void {
    if (this.known === 'suspect') return;
    this.known = 'suspect';
    const { silence } = this;
    tell(this.rules.events, { type: 'suspect', at: this.agenda.date(), silence });
  }

  private become(state: typeof this.state, limit: number): void {
    this.state = state;
    this.limit = limit;
    this.timer.start();
  }
}
