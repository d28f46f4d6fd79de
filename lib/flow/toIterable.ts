import type { Observable } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import { checkFlow } from './checkFlow';
import { PulledIterator } from './PulledIterator';

/**
 * Reads with `for await`, as fast as the loop goes: while that is busy the connection is held. It is subscribed to when the first value
 * is asked for, and left when the loop is. What has come by then goes back to a connection that is read itself, unless that has been cut
 * meanwhile; of frames, those of the last chunk are lost: use `take` or `readUntil` when somebody reads on.
 *
 * @example
 * ```ts
 * for await (const line of toIterable(connection.pipe(lines()), connection)) {
 *   if (line === '') break;
 *   await save(line);
 * }
 * ```
 *
 * @param source what is read: a connection, or what operators make of one
 * @param flow what is held meanwhile, when that isn't the source itself
 */
export function toIterable<T>(source: Observable<T> & Holdable): AsyncIterableIterator<T>;
export function toIterable<T>(source: Observable<T>, flow: Holdable): AsyncIterableIterator<T>;
export function toIterable<T>(
  source: Observable<T> & Partial<Holdable>,
  flow: Partial<Holdable> = source,
): AsyncIterableIterator<T> {
  checkFlow(flow);
  return new PulledIterator(source, flow as Holdable);
}
