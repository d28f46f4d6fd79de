import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { Observable, of, Subject, Subscription } from 'rxjs';
import type { Law, Trial } from './Law';

/** Nothing outlives its owner. */
export const timerLaws: Readonly<Record<string, Law>> = {
  'timers are cleared, however it ends': {
    why: "Timers and the source have to be left as soon as all is over: usually a timer isn't unsubscribed by the teardown; `subscriber.add(timer)` does it however it ends. `timers` says how many there are to be while it runs.",
    check: (trial) => {
      for (const way of ['complete', 'error', 'unsubscribe', 'unsubscribe in next'] as const) {
        for (const hasItem of [false, true]) endIn(way, hasItem, trial);
      }
    },
  },

  'no timer is set for a synchronous source that has ended, nor left by one that throws': {
    why: 'A timer was left behind a source that ended or threw while it was being subscribed to: usually it is set after `source.subscribe`; set it before, or `subscriber.add(timer)`.',
    check: ({ apply, item, scheduler, timersLeft }) => {
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
  },
};

function endIn(
  way: 'complete' | 'error' | 'unsubscribe' | 'unsubscribe in next',
  hasItem: boolean,
  { apply, item, scheduler, timers, timersLeft }: Trial,
): void {
  const source = new Subject<unknown>();
  // It may emit before it is there.
  const itself = new Subscription();
  const subscription = apply(source, scheduler).subscribe({
    next: () => {
      if (way === 'unsubscribe in next') itself.unsubscribe();
    },
    error: () => undefined,
  });
  itself.add(subscription);
  const running = timersLeft();
  const hint = `say \`timers: ${running}\` if it is to have so many`;
  strictEqual(running, timers, `Timers while it runs: ${hint}`);
  if (hasItem) source.next(item());
  if (way === 'complete') source.complete();
  else if (way === 'error') source.error(new Error('over'));
  else subscription.unsubscribe();
  // What an item has set going may go on behind the source.
  if (!hasItem || subscription.closed) {
    const when = `after ${way}${hasItem ? ' with an item under way' : ''}`;
    strictEqual(timersLeft(), 0, `Timers ${when}`);
    ok(!source.observed, `The source is still subscribed to ${when}`);
  }
  subscription.unsubscribe();
}
