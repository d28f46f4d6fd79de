import { catchError, defer, finalize, map, mergeMap, type Observable, of, tap, timer } from 'rxjs';
import type { Connection } from 'rxjs-sockets';
import { type Answer, type Call, receive, send } from './messages';

/** How many calls of a client are worked on until it has to wait. */
const MAX_CALLS = 100;

const methods = new Map<string, (...params: readonly number[]) => Observable<unknown>>([
  ['add', (...numbers) => of(numbers.reduce((sum, number) => sum + number, 0))],
  ['wait', (ms = 0) => timer(ms).pipe(map(() => `${ms} ms are over`))],
]);

/** Answers the calls of a client, each when its result is there. Those that wait are given up with the connection. */
export function serve(client: Connection): Observable<unknown> {
  let calls = 0;
  return receive<Call>(client).pipe(
    mergeMap((call) => {
      // mergeMap could limit them as well, but would keep all that comes meanwhile. A held client can't send it.
      const hold = ++calls < MAX_CALLS ? undefined : client.hold();
      const done = (): void => {
        calls--;
        hold?.unsubscribe();
      };
      return answer(call).pipe(finalize(done));
    }),
    tap((message) => send(client, message)),
  );
}

function answer({ id, method, params }: Call): Observable<Answer> {
  const result = defer(() => {
    const run = methods.get(method);
    if (!run) throw new Error(`There is no method ${JSON.stringify(method)}`);
    return run(...params);
  });
  return result.pipe(
    map((value) => ({ id, result: value })),
    catchError((error: unknown) => of({ id, error: (error as Error).message })),
  );
}
