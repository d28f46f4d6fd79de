import type { Agenda, Mark } from '../time/Agenda';
import { StallWatch } from '../time/StallWatch';
import { PhiEstimator } from './PhiEstimator';
import type { PhiRules } from './phiRules';

/** What comes this much sooner than was agreed is no beat; it would drown what the beats have taught. */
const MUCH_SOONER = 8;
/** What comes within so many ms is one beat, in more chunks than one. */
const A_MOMENT = 5;

/**
 * Learns how late signs of life are, from their marks, and so each only once the next has come or somebody asks.
 *
 * It isn't learned from an interval that ended a suspicion; nor from one in which our own event loop stalled or the peer was
 * held, which says nothing about the peer. With an agreed interval what counts is by how much longer than that one was.
 */
export class Arrivals {
  private readonly estimator: PhiEstimator;
  private readonly watch: StallWatch;
  private last: Mark | undefined;
  /** The one before, until the interval between the two has been looked at. */
  private before: Mark | undefined;
  private stalls = 0;
  private stallsBefore = 0;
  /** ms from the end of the last excuse to the last mark. */
  private sinceExcused = Infinity;

  constructor(
    private readonly agenda: Agenda,
    private readonly rules: PhiRules,
    private readonly peer: { readonly sinceExcused: number },
    private readonly agreed = 0,
  ) {
    this.estimator = new PhiEstimator(rules);
    this.watch = StallWatch.of(agenda);
    this.watch.join();
  }

  stop(): void {
    this.watch.leave();
  }

  /** Those that come within a moment are one. Says whether the patience may be another soon, when the mark is known. */
  heard(): boolean {
    const { agenda, agreed, last, watch } = this;
    const mark = agenda.mark();
    if (mark === last) return false;
    const at = mark.at === Infinity ? agenda.now() : mark.at;
    if (last !== undefined && at - last.at < A_MOMENT) return false;
    this.learn();
    this.before = last;
    this.last = mark;
    this.stallsBefore = this.stalls;
    this.stalls = watch.count;
    this.sinceExcused = this.peer.sinceExcused;
    return last !== undefined && at - last.at >= agreed / MUCH_SOONER;
  }

  /** For how many ms there may be silence until it is suspect. */
  get patience(): number {
    this.learn();
    return this.agreed + this.margin;
  }

  level(silence: number): number {
    this.learn();
    return this.estimator.level(silence - this.agreed);
  }

  /** In whole ms, as timers are; but what is above one by rounding only is that one. */
  private get margin(): number {
    return Math.ceil(this.estimator.patience(this.rules.threshold) - 1e-6);
  }

  private learn(): void {
    const { agreed, before, last } = this;
    // In real time a mark isn't known at once.
    if (before === undefined || last === undefined || last.at === Infinity) return;
    this.before = undefined;
    const interval = last.at - before.at;
    const isOurFault = this.watch.count !== this.stallsBefore || this.sinceExcused < interval;
    if (isOurFault || interval < Math.max(A_MOMENT, agreed / MUCH_SOONER)) return;
    const lateness = Math.max(0, interval - agreed);
    if (lateness < this.margin) this.estimator.learn(lateness);
  }
}
