import {
  identity,
  type MonoTypeOperatorFunction,
  Observable,
  type ObservableInput,
  type ObservedValueOf,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { timeLimit } from '../connection/timeLimit';
import { agendaFor } from '../time/agendaFor';
import type { Excuse } from './Excuse';
import { checkExcuse } from './checkExcuse';
import type { IdleTimeoutError } from './IdleTimeoutError';
import type { LivenessObserver } from './LivenessEvent';
import { marginOf } from './marginOf';
import type { PhiOptions } from './phiRules';
import { IdleSubscriber } from './IdleSubscriber';

/** What {@link idleTimeout} goes by. Durations are in ms; 0 and `Infinity` turn a limit off. */
export interface IdleTimeoutOptions<T> {
  /** How long there may be silence between two items. */
  readonly each?: number | undefined;
  /** How long there may be silence before the first. Default: `each`. */
  readonly first?: number | undefined;
  /**
   * Learns how late items usually are, and waits `each` plus that, never less than `each`. The options are about the time beyond
   * `each`. `{}` takes all their defaults: at first 2.3 s more, and half a second with a peer that is always punctual. An item
   * that comes within an eighth of `each` after the last one teaches nothing. Default: nothing is learned.
   */
  readonly margin?: PhiOptions | undefined;
  /**
   * While this is held there is no verdict, and after that the wait starts again. A function is asked when a limit has passed,
   * and the wait starts again when it returns `true`; with a `margin` it is asked at each item as well.
   */
  readonly unless?: Excuse | undefined;
  /** Which items are a sign of life; the others pass as well. Default: all. */
  readonly counts?: ((item: T) => boolean) | undefined;
  /** Is told when the peer is `alive` or `dead`, and of each `localStall`. */
  readonly events?: LivenessObserver | undefined;
  /** @internal Something else asks a silent peer: the limit starts afresh after a stall of our own, as the question does. */
  readonly isAsked?: boolean | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Errors with an {@link IdleTimeoutError} when nothing is heard for too long, and passes everything on until then. Put it
 * where the sign of life is: directly on the connection any byte is one, behind a framing only a whole frame.
 *
 * Unlike rxjs' `timeout` it kills no healthy peer after a stall of the event loop or a jump of the clock, doesn't blame the
 * peer for a silence that we caused (`unless`), and costs next to nothing per item. Its timer doesn't keep the process alive.
 *
 * @example
 * ```ts
 * listen(7000)
 *   .pipe(serveEach((peer) => peer.pipe(idleTimeout({ each: 30_000, first: 5_000, unless: peer }))))
 *   .subscribe(({ connection, ending }) => console.log(`${connection} ${ending.type}`));
 * ```
 *
 * @param options the limit in ms, or {@link IdleTimeoutOptions}; `with` gets the error, and returns what to go on with instead; a
 * bad one throws an `OptionError`
 */
export function idleTimeout<T>(
  options: number | (IdleTimeoutOptions<T> & { readonly with?: undefined }),
): MonoTypeOperatorFunction<T>;
export function idleTimeout<T, O extends ObservableInput<unknown>>(
  options: IdleTimeoutOptions<T> & { readonly with: (error: IdleTimeoutError) => O },
): OperatorFunction<T, T | ObservedValueOf<O>>;
export function idleTimeout<T>(
  options:
    | number
    | (IdleTimeoutOptions<T> & {
        readonly with?: ((error: IdleTimeoutError) => ObservableInput<T>) | undefined;
      }),
): MonoTypeOperatorFunction<T> {
  const given = typeof options === 'number' ? { each: options } : options;
  const each = timeLimit(given, 'each', Infinity);
  const first = timeLimit(given, 'first', each);
  const { counts, events, isAsked = false, scheduler, unless, with: instead } = given;
  checkExcuse(unless);
  const margin = marginOf(given.margin);
  const rules = { each, first, margin, isAsked, unless, counts, events, instead };
  if (each === Infinity && first === Infinity) return identity;
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new IdleSubscriber(subscriber, rules, agendaFor(scheduler))),
    );
}
