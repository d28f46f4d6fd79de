import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { Observable, of, Subject, take } from 'rxjs';
import { CountedSource } from './CountedSource';
import type { Law } from './Law';

/** Who subscribes when, and what unsubscription does. */
export const subscriptionLaws: Readonly<Record<string, Law>> = {
  'nothing is subscribed before there is a subscriber': {
    why: 'Each subscriber has to bring one subscription of the source, and not before it comes: usually `source.subscribe` stands outside of `new Observable(...)`, or twice in it; `share()` gives one subscription to several.',
    check: ({ apply }) => {
      const source = new CountedSource();
      const result = apply(source);
      strictEqual(source.subscribed, 0, 'Subscriptions before there is a subscriber');
      result.subscribe().unsubscribe();
      result.subscribe().unsubscribe();
      strictEqual(source.subscribed, 2, 'Subscriptions by two subscribers');
    },
  },

  'unsubscription reaches the source once, with an item under way too': {
    why: "The source has to be left when the subscriber leaves, once and not before: usually its subscription isn't returned from `new Observable(...)`. What ends before its source, as `take` does, breaks this by design.",
    check: ({ apply, item }) => {
      for (const items of [[], [item()]]) {
        const source = new CountedSource((subscriber) => {
          for (const each of items) subscriber.next(each);
        });
        const subscription = apply(source).subscribe();
        const when = `with ${items.length} items under way`;
        strictEqual(source.left, 0, `Teardowns before there was an unsubscription, ${when}`);
        subscription.unsubscribe();
        subscription.unsubscribe();
        strictEqual(source.left, 1, `Teardowns at unsubscription, ${when}`);
      }
    },
  },

  'a synchronous source is survived': {
    why: 'Items that came while the source was being subscribed to made it fail: usually it needs something that is there only when `source.subscribe` has returned; make that before.',
    check: ({ apply, item }) => {
      const errors: unknown[] = [];
      const subscription = apply(of(item(), item(), item())).subscribe({
        error: (error: unknown) => errors.push(error),
      });
      subscription.unsubscribe();
      deepStrictEqual(errors, []);
    },
  },

  'unsubscription from inside the source is survived': {
    why: 'Who unsubscribed while the source was emitting hurt others, or is still subscribed: usually a teardown throws, or relies on not being called in the midst of an item.',
    check: ({ apply, item }) => {
      const source = new Subject<unknown>();
      const subscription = apply(source).subscribe();
      const first = item();
      source.subscribe(() => subscription.unsubscribe());
      source.next(first);
      source.next(item());
      ok(subscription.closed, 'The subscription is still open');
      ok(source.observed, 'Others than who unsubscribed have lost the source');
    },
  },

  'a synchronous source without an end is left in next': {
    why: "A source that emits while it is being subscribed to went on for nobody: usually `source.subscribe` got a plain observer, whose subscription isn't known yet; hand it a Subscriber instead, as in `source.pipe(map(...)).subscribe(subscriber)`.",
    check: ({ apply, item }) => {
      const seen: unknown[] = [];
      let items = 0;
      let tooMany = 0;
      const source = new CountedSource((subscriber) => {
        while (!subscriber.closed && items++ < 10) {
          if (seen.length > 0) tooMany++;
          subscriber.next(item());
        }
      });
      const subscription = apply(source)
        .pipe(take(1))
        .subscribe({ next: (each) => seen.push(each), error: () => undefined });
      strictEqual(tooMany, 0, 'Items when nobody was there any more');
      if (seen.length > 0) strictEqual(source.left, 1, 'Teardowns of the source');
      subscription.unsubscribe();
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
