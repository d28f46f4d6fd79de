import { catchError, defer, map, type Observable, of, tap, timer } from 'rxjs';
import { type Connection, pacedMap } from 'rxjs-sockets';
import { type Answer, type Call, receive, send } from './messages';

/** How many calls of a client are worked on at the same time. */
const MAX_CALLS = 100;

const methods = new Map<string, (...params: readonly number[]) => Observable<unknown>>([
  ['add', (...numbers) => of(numbers.reduce((sum, number) => sum + number, 0))],
  ['wait', (ms = 0) => timer(ms).pipe(map(() => `${ms} ms are over`))],
]);

/** Answers the calls of a client, each when its result is there. Those that wait are given up with the connection. */
export function serve(client: Connection): Observable<unknown> {
  return receive<Call>(client).pipe(
    // mergeMap would limit them as well, but keep all that comes meanwhile.
    pacedMap(client, answer, { concurrent: MAX_CALLS }),
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
