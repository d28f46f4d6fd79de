import { merge, type MonoTypeOperatorFunction, Observable, tap } from 'rxjs';
import type { ConnectionLike } from '../connection/ConnectionLike';
import { relayTo } from './relayTo';

/** How many bytes a {@link relay} has passed on, each way. */
export interface Relayed {
  readonly forth: number;
  readonly back: number;
}

/**
 * Passes on what comes of either connection to the other, with real backpressure both ways: a TCP proxy. The end of one side is
 * passed on as an end, and the other way goes on; a reset of either resets both. So does leaving it in between.
 *
 * Emits once, when both sides have ended, and completes. Errors when either fails.
 *
 * @example
 * ```ts
 * const proxy = listen({ port: 0 }).pipe(
 *   serveEach((client) => connect(7000).pipe(mergeMap((server) => relay(client, server)))),
 * );
 * ```
 */
export function relay(a: ConnectionLike, b: ConnectionLike): Observable<Relayed> {
  return new Observable((subscriber) => {
    const relayed = { forth: 0, back: 0 };
    let isOver = false;
    const reset = (cause?: unknown): void => {
      isOver = true;
      a.reset(cause);
      b.reset(cause);
    };
    const count = (way: keyof Relayed): MonoTypeOperatorFunction<Uint8Array> =>
      tap(({ length }) => (relayed[way] += length));
    const ways = merge(a.pipe(count('forth'), relayTo(b, a)), b.pipe(count('back'), relayTo(a, b)));
    subscriber.add(() => {
      if (!isOver) reset();
    });
    subscriber.add(
      ways.subscribe({
        error(error: unknown) {
          reset(error);
          subscriber.error(error);
        },
        complete() {
          isOver = true;
          subscriber.next(relayed);
          subscriber.complete();
        },
      }),
    );
  });
}
