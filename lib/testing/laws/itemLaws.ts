import { deepStrictEqual, strictEqual } from 'node:assert';
import { config, Observable, of, Subject, take } from 'rxjs';
import { CountedSource } from './CountedSource';
import type { Law } from './Law';

/** Of operators that pass items on at once. */
export const itemLaws: Readonly<Record<string, Law>> = {
  'items pass, in their order and none but them': ({ apply, item }) => {
    const items = [item(), item(), item()];
    const seen: unknown[] = [];
    apply(of(...items)).subscribe((each) => seen.push(each));
    deepStrictEqual(seen, items);
  },

  'a synchronous source without an end is left in next': ({ apply, item }) => {
    let items = 0;
    let completions = 0;
    const source = new CountedSource((subscriber) => {
      while (!subscriber.closed && items++ < 10) subscriber.next(item());
    });
    apply(source)
      .pipe(take(2))
      .subscribe({ complete: () => completions++ });
    strictEqual(items, 2, 'Items of which two were taken');
    strictEqual(completions, 1, 'Completions');
    strictEqual(source.left, 1, 'Teardowns of the source');
  },

  'a throw in next is reported, and hurts nobody else': ({ apply, flush, item }) => {
    const { onUnhandledError } = config;
    const unhandled: unknown[] = [];
    config.onUnhandledError = (error) => unhandled.push(error);
    try {
      const thrown = new Error('next');
      const source = new Subject<unknown>();
      let seen = 0;
      const subscription = apply(source).subscribe(() => {
        throw thrown;
      });
      subscription.add(apply(source).subscribe(() => seen++));
      source.next(item());
      source.next(item());
      strictEqual(seen, 2, 'Items that another subscriber got of two');
      subscription.unsubscribe();
      flush();
      deepStrictEqual(unhandled, [thrown, thrown]);
    } finally {
      config.onUnhandledError = onUnhandledError;
    }
  },

  'a subscriber that has ended already gets nothing': ({ apply, scheduler, timersLeft }) => {
    const source = new CountedSource();
    const errors: unknown[] = [];
    const ended = new Observable<unknown>((subscriber) => {
      subscriber.complete();
      // Whoever subscribes late, as a combining operator of rxjs may.
      subscriber.add(apply(source, scheduler).subscribe(subscriber));
    });
    ended.subscribe({ error: (error: unknown) => errors.push(error) });
    // Who sees that nobody is there any more need not subscribe.
    strictEqual(source.left, source.subscribed, 'Teardowns of the source');
    deepStrictEqual(errors, []);
    strictEqual(timersLeft(), 0, 'Timers');
  },
};
