import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { Observable, of, Subject } from 'rxjs';
import type { Law } from './Law';

/** Nothing outlives its owner. */
export const timerLaws: Readonly<Record<string, Law>> = {
  'timers are cleared, however it ends': ({
    apply,
    item,
    passes,
    scheduler,
    timers,
    timersLeft,
  }) => {
    for (const way of ['complete', 'error', 'unsubscribe', 'unsubscribe in next'] as const) {
      const source = new Subject<unknown>();
      const subscription = apply(source, scheduler).subscribe({
        next: () => {
          if (way === 'unsubscribe in next') subscription.unsubscribe();
        },
        error: () => undefined,
      });
      strictEqual(timersLeft(), timers, 'Timers while it runs');
      if (way === 'unsubscribe in next' && passes) source.next(item());
      else if (way === 'error') source.error(new Error('over'));
      else if (way === 'complete') source.complete();
      else subscription.unsubscribe();
      strictEqual(timersLeft(), 0, `Timers after ${way}`);
      ok(!source.observed, `The source is still subscribed to after ${way}`);
    }
  },

  'no timer is set for a synchronous source that has ended, nor left by one that throws': ({
    apply,
    item,
    scheduler,
    timersLeft,
  }) => {
    apply(of(item()), scheduler).subscribe().unsubscribe();
    strictEqual(timersLeft(), 0, 'Timers after a synchronous source');
    const thrown = new Error('source');
    const errors: unknown[] = [];
    const source = new Observable(() => {
      throw thrown;
    });
    apply(source, scheduler).subscribe({ error: (error: unknown) => errors.push(error) });
    deepStrictEqual(errors, [thrown]);
    strictEqual(timersLeft(), 0, 'Timers after a source that threw');
  },
};
