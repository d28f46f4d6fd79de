import { strictEqual } from 'node:assert';
import { EMPTY, Observable, throwError } from 'rxjs';
import { CountedSource } from './CountedSource';
import type { Law } from './Law';

/** How a source ends, and what becomes of it then. */
export const endLaws: Readonly<Record<string, Law>> = {
  'errors pass': ({ apply, cold, expectObservable }) => {
    const source = cold('                  ---#');
    expectObservable(apply(source)).toBe(' ---#');
  },

  'completion passes when nothing is running': ({ apply, cold, expectObservable }) => {
    const source = cold('                  ---|');
    expectObservable(apply(source)).toBe(' ---|');
  },

  'the source is unsubscribed when it has ended': ({ apply }) => {
    for (const last of [EMPTY, throwError(() => new Error('over'))]) {
      const source = new CountedSource((subscriber) => {
        subscriber.add(last.subscribe(subscriber));
      });
      apply(source).subscribe({ error: () => undefined });
      strictEqual(source.left, 1, 'Teardowns of a source that has ended');
    }
  },

  'what a source adds is done once, also when it has ended before it returns more': ({ apply }) => {
    let torn = 0;
    const source = new Observable((subscriber) => {
      subscriber.add({ unsubscribe: () => torn++ });
      subscriber.complete();
      return () => undefined;
    });
    apply(source).subscribe();
    strictEqual(torn, 1, 'Teardowns that were added before the end');
  },
};
