import { Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { timeLimit } from '../connection/timeLimit';
import { agendaFor } from '../time/agendaFor';
import type { Excuse } from './Excuse';
import { checkExcuse } from './checkExcuse';
import { type PhiOptions, phiRules } from './phiRules';
import { PhiSubscriber } from './PhiSubscriber';

/** What {@link phiAccrual} goes by. Durations are in ms. */
export interface PhiAccrualOptions extends PhiOptions {
  /**
   * How often the level is told; with 0 or `Infinity` only when it crosses the threshold, and then an excuse doesn't end a
   * suspicion, but the next item does. Default 1,000.
   */
  readonly every?: number | undefined;
  /** While this is held, or returns `true`, the level is that of no silence: see `idleTimeout`. */
  readonly unless?: Excuse | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Tells how suspicious the silence between items is, as a number that grows with it: phi. At 3, by the intervals so far, one
 * silence in 1,000 would last so long by chance; at 8 one in 100 million. Use it when alive or dead is too coarse: send less to a
 * peer at 3, ask another one at 5, give it up at 12.
 *
 * Emits the level at regular intervals (`every`), the moment it reaches the threshold, and with the item that ends such a
 * suspicion. The first silence begins with the subscription.
 *
 * Give it regular beats only, and filter them out of other traffic first: after a burst of data every beat would look late. A
 * peer that begins to beat much more seldom stays suspicious; `acceptablePause` allows for that. Items within a few ms are one.
 * Nothing is learned from an interval that ended a suspicion, that has an excuse (`unless`), or in which our own event loop stalled.
 *
 * After "The phi accrual failure detector" (Hayashibara, Défago, Yared, Katayama, 2004); options, defaults and the logistic form
 * as in the `PhiAccrualFailureDetector` of Akka and Pekko, the exponential form as in Cassandra's `FailureDetector`.
 *
 * @example
 * ```ts
 * connection.pipe(phiAccrual({ every: 500, unless: connection })).subscribe({
 *   next: (phi) => console.log(phi < 3 ? 'fine' : phi < 8 ? 'late' : 'suspect'),
 *   error: (error) => console.log(String(error)),
 * });
 * ```
 *
 * @param options see {@link PhiAccrualOptions}; a bad one throws an `OptionError`
 */
export function phiAccrual<T>(options: PhiAccrualOptions = {}): OperatorFunction<T, number> {
  const { scheduler, unless } = options;
  checkExcuse(unless);
  const every = timeLimit(options, 'every', 1_000);
  const rules = { every, phi: phiRules(options), unless };
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new PhiSubscriber<T>(subscriber, rules, agendaFor(scheduler))),
    );
}
