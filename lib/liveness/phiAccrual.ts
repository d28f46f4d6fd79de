import { Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { timeLimit } from '../connection/timeLimit';
import { agendaFor } from '../time/agendaFor';
import type { Excuse } from './Excuse';
import { excused } from './excused';
import { type PhiOptions, phiRules } from './phiRules';
import { PhiSubscriber } from './PhiSubscriber';

/** What {@link phiAccrual} goes by. Durations are in ms. */
export interface PhiAccrualOptions extends PhiOptions {
  /** How often the level is told; 0 and `Infinity` are never, but for its crossing the threshold. Default 1,000. */
  readonly every?: number | undefined;
  /** Whose silence is nobody's fault: see `idleTimeout`. The level is that of the silence after that. */
  readonly unless?: Excuse | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Tells how suspicious the silence between items is, as a number that grows with it: phi, the more of it the less likely it is
 * that an item is only late, judged by the intervals so far. For who decides more finely than by dead or alive: sends
 * less to a peer at 3, asks another one at 5, gives it up at 12.
 *
 * Emits the level at regular intervals (`every`), the moment it reaches the threshold, and with the item that ends such a
 * suspicion; so whether it is at least the threshold is always up to date. The first silence begins with the subscription.
 *
 * Items within a few ms are one. It isn't learned from intervals in which our own event loop stalled or that have an excuse
 * (`unless`), nor from those that ended a suspicion.
 *
 * After "The phi accrual failure detector" (Hayashibara, Défago, Yared, Katayama, 2004); options, defaults and the logistic form
 * as in the `PhiAccrualFailureDetector` of Akka and Pekko, the exponential form as in Cassandra's `FailureDetector`.
 *
 * @example
 * ```ts
 * connection
 *   .pipe(phiAccrual({ every: 500, unless: connection }))
 *   .subscribe((level) => console.log(level < 3 ? 'fine' : level < 8 ? 'late' : 'suspect'));
 * ```
 *
 * @param options see {@link PhiAccrualOptions}; a bad one throws an `OptionError`
 */
export function phiAccrual<T>(options: PhiAccrualOptions = {}): OperatorFunction<T, number> {
  const { scheduler, unless } = options;
  const every = timeLimit(options, 'every', 1_000);
  const rules = { every, phi: phiRules(options), sinceExcused: excused(unless) };
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new PhiSubscriber<T>(subscriber, rules, agendaFor(scheduler))),
    );
}
