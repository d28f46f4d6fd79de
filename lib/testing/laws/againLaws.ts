import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import {
  concat,
  EMPTY,
  ignoreElements,
  interval,
  map,
  NEVER,
  type Observable,
  take,
  throwError,
  timer,
} from 'rxjs';
import { CountedSource } from './CountedSource';
import type { Law, Trial } from './Law';

/** ms from one item to the next: no two things are to fall together, which rxjs may do in either order. */
const APART = 1.01;
/** Who isn't done by then never will be, such as what has a timer of its own. */
const LONG = 10_000.5;

const ends = {
  complete: EMPTY,
  error: throwError(() => new Error('over')),
  unsubscribe: NEVER,
};

/** Which of the items come: two in both orders, for what goes by their size, and so many that a count may be full. */
const selections = [[0], [0, 1], [1, 0], [0, 1, 2, 3, 4, 5, 6, 7]];

/** What a later subscriber gets. */
export const againLaws: Readonly<Record<string, Law>> = {
  'a second subscription, after the first has ended, does the same again': {
    why: 'Who subscribes later, as `retry` and `repeat` do, has to get the same from the same source: usually a variable is made outside of `new Observable(...)`, where all subscribers share it; make it inside, or within `defer(...)`.',
    check: (trial) => {
      for (const way of ['complete', 'error', 'unsubscribe'] as const) {
        for (const selection of selections) {
          const items = selection.map(() => trial.item());
          const chosen = selection.map((at) => items[at]);
          const { again, expected } = twice(chosen, way, trial);
          const what = `Of ${items.length} items and then ${way}: ${told(again)} again, not ${told(expected)}`;
          deepStrictEqual(again, expected, what);
        }
      }
    },
  },
};

function twice(
  items: readonly unknown[],
  way: keyof typeof ends,
  trial: Trial,
): Record<'again' | 'expected', Seen> {
  const source = sourceOf(items, ends[way]);
  const isLeft = way === 'unsubscribe';
  const result = trial.apply(source, trial.scheduler);
  const first = seenOf(result, isLeft ? items.length * APART + 0.5 : LONG, trial);
  const { subscribed } = source;
  const again = seenOf(result, LONG, trial);
  const isKept = source.subscribed === subscribed;
  // Items such as connections are used up by the first: all that a new operator can make of them is the same.
  const isUsedUp = items[0] instanceof Object && !isDeepStrictEqual(again, first);
  const byNew = isLeft || isUsedUp;
  const expected = byNew ? seenOf(trial.apply(source, trial.scheduler), LONG, trial) : first;
  // Who keeps what came, as `shareReplay` does, may keep a part.
  if (isKept) again.values = expected.values;
  return { again, expected };
}

function sourceOf(items: readonly unknown[], end: Observable<never>): CountedSource {
  const spread = interval(APART).pipe(
    take(items.length),
    map((at) => items[at]),
  );
  const pause = timer(APART).pipe(ignoreElements());
  return new CountedSource((subscriber) =>
    subscriber.add(concat(spread, pause, end).subscribe(subscriber)),
  );
}

interface Seen {
  values: number;
  end: 'complete' | 'error' | 'none';
}

function seenOf(result: Observable<unknown>, within: number, { flush, scheduler }: Trial): Seen {
  const seen: Seen = { values: 0, end: 'none' };
  const subscription = result.subscribe({
    next: () => seen.values++,
    error: () => (seen.end = 'error'),
    complete: () => (seen.end = 'complete'),
  });
  subscription.add(scheduler.schedule(() => subscription.unsubscribe(), within));
  flush();
  return seen;
}

function told({ end, values }: Seen): string {
  return `${values} values and ${end === 'none' ? 'no end' : end}`;
}
