import { Observable, type OperatorFunction } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import type { Output } from '../connection/Output';
import type { Destination } from '../connection/Destination';
import { checkFlow } from './checkFlow';
import { RelaySubscriber } from './RelaySubscriber';

/**
 * Sends all that comes to a connection, and holds the one it comes from while that takes no more. An end is passed on as an end,
 * an error as a reset. Emits nothing, completes when the end was passed on, and errors as its source does, or with a
 * `ConnectionError` when there is something to send and the destination has closed.
 *
 * Whoever leaves it in between has to say what becomes of the destination.
 *
 * @example
 * ```ts
 * connection.pipe(lines(), map((line) => `${line}\n`), relayTo(connection, connection)).subscribe();
 * ```
 *
 * @param destination the connection that it is sent to
 * @param flow what is held meanwhile: the connection that it comes from
 */
export function relayTo(destination: Destination, flow: Holdable): OperatorFunction<Output, never> {
  checkFlow(flow);
  return (outputs) =>
    new Observable((subscriber) =>
      outputs.subscribe(new RelaySubscriber(subscriber, destination, flow)),
    );
}
