import { defer, mergeMap, Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { Connection } from '../connection/Connection';
import { timeLimit } from '../connection/timeLimit';
import { deadline } from '../socket/deadline';
import type { Outcome } from './Outcome';

type How =
  | { readonly pipeline: 'completed' | 'unsubscribed' }
  | { readonly pipeline: 'failed'; readonly error: unknown };

/** What of a {@link Connection} is used here. */
type Servable = Pick<
  Connection,
  'close' | 'closed' | 'closeTimeout' | 'observed' | 'readableEnded' | 'readableLength' | 'reset'
>;

/**
 * Runs one pipeline for each connection, and emits one {@link Outcome} when both are over. The pipeline is subscribed at
 * once. When it completes its connection is closed in order; when it fails, or the handler throws, its connection is
 * reset. Either touches that connection only. Unsubscribing resets the connections whose pipelines are still running.
 *
 * A pipeline that reads learns the end of its connection from that. One that doesn't is unsubscribed when the socket has
 * closed; if bytes wait that it may yet read, `closeTimeout` later.
 *
 * @example
 * ```ts
 * listen(7000)
 *   .pipe(serveEach((connection) => connection.pipe(tap((chunk) => connection.write(chunk)))))
 *   .subscribe(({ connection, ending }) => console.log(`${connection}: ${ending.type}`));
 * ```
 *
 * @param handler makes the pipeline of a connection; its values are ignored
 * @param options.closeTimeout how long the orderly close may take before a reset, in ms; default the connection's own
 */
export function serveEach<C extends Servable>(
  handler: (connection: C) => ObservableInput<unknown>,
  options: { readonly closeTimeout?: number | undefined } = {},
): OperatorFunction<C, Outcome<C>> {
  const limit =
    options.closeTimeout === undefined ? undefined : timeLimit(options, 'closeTimeout', Infinity);

  return mergeMap((connection) => serve(connection, handler, limit ?? connection.closeTimeout));
}

function serve<C extends Servable>(
  connection: C,
  handler: (connection: C) => ObservableInput<unknown>,
  within: number,
): Observable<Outcome<C>> {
  return new Observable((subscriber) => {
    const { closed } = connection;
    let running = true;
    const settle = (how: How): void => {
      running = false;
      void closed.then((ending) => {
        subscriber.next({ connection, ending, ...how });
        subscriber.complete();
      });
    };
    const pipeline = defer(() => handler(connection)).subscribe({
      error(error: unknown) {
        settle({ pipeline: 'failed', error });
        connection.reset(error);
      },
      complete() {
        settle({ pipeline: 'completed' });
        void connection.close({ within });
      },
    });
    const stop = (how: How): void => {
      pipeline.unsubscribe();
      if (running) settle(how);
    };
    const leave = (): void => {
      if (!connection.observed && !connection.readableEnded) stop({ pipeline: 'unsubscribed' });
    };
    void closed.then((ending) => {
      if (ending.type === 'failed') stop({ pipeline: 'failed', error: ending.cause });
      // Bytes that wait may be about to be read: a pipeline may turn away from its connection for a while.
      else if (connection.readableLength === 0) leave();
      else subscriber.add(deadline(within, leave));
    });
    return () => {
      pipeline.unsubscribe();
      if (running) connection.reset();
      running = false;
    };
  });
}
