import { deepStrictEqual } from 'node:assert';
import {
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
  VirtualTimeScheduler,
} from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { againLaws } from './laws/againLaws';
import { endLaws } from './laws/endLaws';
import { explaining } from './laws/explaining';
import type { Trial } from './laws/Law';
import { itemLaws } from './laws/itemLaws';
import { subscriptionLaws } from './laws/subscriptionLaws';
import { timerLaws } from './laws/timerLaws';
import { SocketScheduler } from './virtualTime/SocketScheduler';

/** What {@link operatorLaws} has to know of an operator. */
export interface OperatorLawsOptions<T> {
  /**
   * Makes an item that the operator can take; each one different, or their order can't be told. The scheduler is for what needs one, such as
   * a `TestSocket` and its `Connection`. Its time stands still, and no timer of an item counts.
   */
  readonly item: (scheduler: SchedulerLike) => T;
  /** It passes each item on as it is, at once: then there are more laws for it. Default: `false`. */
  readonly passes?: boolean | undefined;
  /** How many timers it has while it runs and nothing has come yet. Default: 0. */
  readonly timers?: number | undefined;
}

/** What rxjs promises of an operator. */
export interface OperatorLaw {
  /** Of the operator and the law. */
  readonly name: string;
  /** Throws an `AssertionError` when the operator breaks it, with what usually does, and what helps. */
  readonly check: () => void;
}

/**
 * What holds for an operator, whatever else it does: errors and completion pass, unsubscription reaches the source once, no timer is left, a
 * source may be synchronous, a later subscriber gets what the first one got, and so on. For operators of your own, in any test framework,
 * and in virtual time.
 *
 * They are for operators that emit nothing of their own accord and end with their source: `startWith`, `toArray` and `take` break some of
 * them by design, and so does what goes by chance. A timer is one of rxjs' schedulers or
 * a `setTimeout`, but not one that was imported from `node:timers`.
 *
 * @example
 * ```ts
 * const laws = operatorLaws('squared', () => map((n: number) => n ** 2), { item: Math.random });
 * for (const { name, check } of laws) it(name, check);
 * ```
 *
 * @param name what the names of the laws begin with
 * @param operator makes the operator; one with timers is to set them by the scheduler, if it gets one
 * @param options what it takes and does
 * @returns the laws, each to be checked by itself, as often as is wanted
 */
export function operatorLaws<T>(
  name: string,
  operator: (scheduler?: SchedulerLike) => OperatorFunction<T, unknown>,
  options: OperatorLawsOptions<T>,
): OperatorLaw[] {
  const { item, passes = false, timers = 0 } = options;
  const laws = {
    ...endLaws,
    ...subscriptionLaws,
    ...againLaws,
    ...timerLaws,
    ...(passes && itemLaws),
  };
  return Object.entries(laws).map(([law, { check, why }]) => ({
    name: `${name}: ${law}`,
    check: () => {
      const scheduler = new SocketScheduler(deepStrictEqual);
      const still = new VirtualTimeScheduler();
      const trial = (helpers: RunHelpers): Trial => ({
        ...helpers,
        apply: (source, given) => (source as Observable<T>).pipe(operator(given)),
        item: () => item(still),
        passes,
        timers,
        scheduler,
        timersLeft: () => scheduler.actions.filter(({ closed }) => !closed).length,
      });
      explaining(why, () => scheduler.run((helpers) => check(trial(helpers))));
    },
  }));
}
