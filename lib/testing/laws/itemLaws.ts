import { deepStrictEqual, strictEqual } from 'node:assert';
import { config, Observable, of, Subject, take } from 'rxjs';
import { CountedSource } from './CountedSource';
import type { Law } from './Law';

/** Of operators that pass items on at once. */
export const itemLaws: Readonly<Record<string, Law>> = {
  'items pass, in their order and none but them': {
    why: 'With `passes: true` the items, and nothing else, have to arrive in their order while the source emits them: leave `passes` out for an operator that changes, drops, adds or delays some.',
    check: ({ apply, item }) => {
      const items = [item(), item(), item()];
      const seen: unknown[] = [];
      apply(of(...items)).subscribe((each) => seen.push(each));
      deepStrictEqual(seen, items);
    },
  },

  'a synchronous source without an end is left in next': {
    why: "A source that emits while it is being subscribed to went on for nobody: usually `source.subscribe` got a plain observer, whose subscription isn't known yet; hand it a Subscriber instead, as in `source.pipe(map(...)).subscribe(subscriber)`.",
    check: ({ apply, item }) => {
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
  },

  'a throw in next is reported, and hurts nobody else': {
    why: 'When one subscriber throws, others of the same source have to get all items: usually a loop over subscribers stops there, or the source is kept for the first of them.',
    check: ({ apply, flush, item }) => {
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
  },

  'a subscriber that has ended already gets nothing': {
    why: "Something was left by a subscriber that had ended before it subscribed: usually a timer or a subscription that isn't added to it; `subscriber.add(...)` ends at once what is added too late.",
    check: ({ apply, scheduler, timersLeft }) => {
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
  },
};
