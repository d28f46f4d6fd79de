import { deepStrictEqual, strictEqual } from 'node:assert';
import { config, of, Subject } from 'rxjs';
import type { Law } from './Law';

/** Of operators that pass items on at once. */
export const itemLaws: Readonly<Record<string, Law>> = {
  'items pass, in their order and none but them': {
    why: 'With `passes: true` the items, and nothing else, have to arrive in their order while the source emits them, and its end behind them: leave `passes` out for an operator that changes, drops, adds or delays some.',
    check: ({ apply, item }) => {
      const items = [item(), item(), item()];
      const seen: unknown[] = [];
      let completions = 0;
      apply(of(...items)).subscribe({
        next: (each) => seen.push(each),
        complete: () => completions++,
      });
      deepStrictEqual(seen, items);
      strictEqual(completions, 1, 'Completions behind the items');
    },
  },

  'items that come while one is taken pass as well': {
    why: 'When a subscriber makes the source go on while it takes an item, that has to arrive too: usually a flag says that the operator is busy until `subscriber.next` returns; keep what comes until then in a queue, or do without the flag.',
    check: ({ apply, item }) => {
      const items = [item(), item()];
      const source = new Subject<unknown>();
      const seen: unknown[] = [];
      let completions = 0;
      apply(source).subscribe({
        next: (each) => {
          seen.push(each);
          if (seen.length < items.length) source.next(items[seen.length]);
          else source.complete();
        },
        complete: () => completions++,
      });
      source.next(items[0]);
      deepStrictEqual(seen, items);
      strictEqual(completions, 1, 'Completions while an item is taken');
    },
  },

  'two subscribers at a time get all items each': {
    why: 'Subscribers of the same result have to get all items each, whoever else is there: usually a variable is made outside of `new Observable(...)`, where all subscribers share it; make it inside, or within `defer(...)`.',
    check: ({ apply, item }) => {
      const items = [item(), item(), item()];
      const source = new Subject<unknown>();
      const result = apply(source);
      const seen: unknown[][] = [[], []];
      const errors: unknown[] = [];
      const subscriptions = seen.map((each) =>
        result.subscribe({
          next: (value) => each.push(value),
          error: (error: unknown) => errors.push(error),
        }),
      );
      for (const each of items) source.next(each);
      for (const subscription of subscriptions) subscription.unsubscribe();
      deepStrictEqual(errors, []);
      deepStrictEqual(seen, [items, items]);
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
};
