import { defer, mergeMap, Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import type { Connection } from '../connection/Connection';
import { timeLimit } from '../connection/timeLimit';
import type { Outcome } from './Outcome';

type How =
  | { readonly pipeline: 'completed' | 'unsubscribed' }
  | { readonly pipeline: 'failed'; readonly error: unknown };

/**
 * Runs one pipeline for each connection, and emits one {@link Outcome} when both are over. The pipeline is subscribed at
 * once. When it completes its connection is closed in order; when it fails, or the handler throws, its connection is
 * reset. Either touches that connection only. Unsubscribing resets the connections whose pipelines are still running.
 *
 * A pipeline that outlives its socket is unsubscribed: at once if it doesn't read, and otherwise, since it may be about to
 * finish, `closeTimeout` later. A failed pipeline is an {@link Outcome}, not an error: a handler that serves another
 * connection within, as a proxy does, has to pass that on itself.
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
export function serveEach(
  handler: (connection: Connection) => ObservableInput<unknown>,
  options: { readonly closeTimeout?: number | undefined } = {},
): OperatorFunction<Connection, Outcome> {
  const limit =
    options.closeTimeout === undefined ? undefined : timeLimit(options, 'closeTimeout', Infinity);

  return mergeMap((connection) => serve(connection, handler, limit ?? connection.closeTimeout));
}

function serve(
  connection: Connection,
  handler: (connection: Connection) => ObservableInput<unknown>,
  within: number,
): Observable<Outcome> {
  return new Observable((subscriber) => {
    // It lives as long as its pipeline, which may have other things to do than to read.
    const attention = connection.attend();
    let running = true;
    const settle = (how: How): void => {
      running = false;
      attention.unsubscribe();
      connection.whenClosed((ending) => {
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
      // What a teardown throws is the pipeline's failure, not the process's.
      try {
        pipeline.unsubscribe();
      } catch (error) {
        how = { pipeline: 'failed', error };
      }
      if (running) settle(how);
    };
    const leave = (): void => stop({ pipeline: 'unsubscribed' });
    connection.whenClosed((ending) => {
      // What reads, or may be about to, is given time to finish what it has got.
      const reads =
        connection.observed || connection.readableEnded || connection.readableLength > 0;
      if (ending.type === 'failed') stop({ pipeline: 'failed', error: ending.cause });
      else if (reads) subscriber.add(connection.wait(within, leave));
      else leave();
    });
    return () => {
      attention.unsubscribe();
      // First, since a teardown may throw.
      if (running) connection.reset();
      running = false;
      pipeline.unsubscribe();
    };
  });
}
