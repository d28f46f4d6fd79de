import { deepStrictEqual, strictEqual } from 'node:assert';
import { EMPTY, Observable, Subject, throwError } from 'rxjs';
import { CountedSource } from './CountedSource';
import type { Law } from './Law';

/** How a source ends, and what becomes of it then. */
export const endLaws: Readonly<Record<string, Law>> = {
  'errors pass': {
    why: 'An error of the source has to arrive at once, as it is, and alone: usually the `error` handler that calls `subscriber.error(error)` is missing.',
    check: ({ apply, cold, expectObservable }) => {
      const source = cold('                  ---#');
      expectObservable(apply(source)).toBe(' ---#');
    },
  },

  'errors pass, behind an item too': {
    why: 'An error of the source has to arrive at once also when items are under way: usually it waits for them, or is taken for an end.',
    check: ({ apply, flush, item, scheduler }) => {
      const over = new Error('over');
      const source = new Subject<unknown>();
      const errors: unknown[] = [];
      const subscription = apply(source, scheduler).subscribe({
        error: (error: unknown) => errors.push(error),
      });
      source.next(item());
      source.error(over);
      // What tries again instead, as `retry` does, might do so for ever.
      subscription.add(scheduler.schedule(() => subscription.unsubscribe(), 1));
      flush();
      deepStrictEqual(errors, [over]);
    },
  },

  'completion passes when nothing is running': {
    why: 'When the source completes before any item, the result has to complete at once and without a value: usually the `complete` handler that calls `subscriber.complete()` is missing, or something is added, as `endWith` does.',
    check: ({ apply, cold, expectObservable }) => {
      const source = cold('                  ---|');
      expectObservable(apply(source)).toBe(' ---|');
    },
  },

  'the source is unsubscribed when it has ended': {
    why: 'A source that has ended was not torn down once: usually its subscription is left out of the teardown after an end; return it from `new Observable(...)`, however it ends.',
    check: ({ apply }) => {
      for (const last of [EMPTY, throwError(() => new Error('over'))]) {
        const source = new CountedSource((subscriber) => {
          subscriber.add(last.subscribe(subscriber));
        });
        apply(source).subscribe({ error: () => undefined });
        strictEqual(source.left, 1, 'Teardowns of a source that has ended');
      }
    },
  },

  'what a source adds is done once, also when it has ended before it returns more': {
    why: 'A source that ended while it was being subscribed to was not torn down once: usually a Subscriber of your own sets `closed` itself; call `super.unsubscribe()`, or hand rxjs a plain observer.',
    check: ({ apply }) => {
      let torn = 0;
      const source = new Observable((subscriber) => {
        subscriber.add({ unsubscribe: () => torn++ });
        subscriber.complete();
        return () => undefined;
      });
      apply(source).subscribe();
      strictEqual(torn, 1, 'Teardowns that were added before the end');
    },
  },
};
