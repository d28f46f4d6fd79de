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
 * A pipeline that outlives its socket is unsubscribed: at once if it doesn't read, and otherwise, since it may be about to
 * finish, `closeTimeout` later. One that was told an orderly end may take as long as its work takes.
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
    const leave = (): void => stop({ pipeline: 'unsubscribed' });
    void closed.then((ending) => {
      const inOrder = ending.type === 'end' || (ending.type === 'local' && ending.by === 'end');
      const wasTold = connection.readableEnded;
      const mayRead = connection.observed || connection.readableLength > 0;
      if (ending.type === 'failed') stop({ pipeline: 'failed', error: ending.cause });
      else if (wasTold && inOrder) return;
      else if (wasTold || mayRead) subscriber.add(deadline(within, leave));
      else leave();
    });
    return () => {
      pipeline.unsubscribe();
      if (running) connection.reset();
      running = false;
    };
  });
}
