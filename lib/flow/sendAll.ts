import { isObservable, Observable } from 'rxjs';
import type { Holdable } from '../connection/Holdable';
import type { Output } from '../connection/Output';
import type { Writable } from '../connection/Writable';
import { OptionError } from '../connection/OptionError';
import { checkFlow } from './checkFlow';
import { Pump } from './Pump';
import { SendSubscriber } from './SendSubscriber';

/** What {@link sendAll} takes as it goes: an array, a generator, a `Readable` of Node's, or a connection. */
export type SendAllInput =
  Uint8Array | string | Iterable<Output> | AsyncIterable<Output> | (Observable<Output> & Holdable);

/**
 * Sends all of a source, as fast as the connection takes it, and takes no more from the source meanwhile. Emits nothing, completes when
 * the last byte is with the kernel, and ends neither the connection nor what other code writes to it.
 *
 * Errors as its source does, or with an `UnsentError` when the connection closes before. When it is left or errs, an iterable is told to
 * stop, which closes a file.
 *
 * @example
 * ```ts
 * const file = createReadStream('package.json');
 * sendAll(connection, file).subscribe({ complete: () => connection.end() });
 * ```
 *
 * @param writable the connection
 * @param input what is sent. It begins anew with each subscription, if it can
 * @param flow what is held meanwhile, for an Observable that isn't a connection itself
 */
export function sendAll(writable: Writable, input: SendAllInput): Observable<never>;
export function sendAll(
  writable: Writable,
  input: Observable<Output>,
  flow: Holdable,
): Observable<never>;
export function sendAll(
  writable: Writable,
  input: SendAllInput | Observable<Output>,
  flow?: Holdable,
): Observable<never> {
  if (!isObservable(input)) {
    const isLone = typeof input === 'string' || input instanceof Uint8Array;
    const iterable = isLone ? [input] : input;
    if (!(Symbol.iterator in Object(iterable)) && !(Symbol.asyncIterator in Object(iterable)))
      throw new OptionError('input', input, 'something to send, an iterable or an Observable');
    return sendIterable(writable, iterable);
  }
  const from = (flow ?? input) as Holdable;
  checkFlow(from);
  return new Observable((subscriber) =>
    input.subscribe(new SendSubscriber(subscriber, writable, from)),
  );
}

function sendIterable(
  writable: Writable,
  input: Iterable<Output> | AsyncIterable<Output>,
): Observable<never> {
  return new Observable((subscriber) => {
    const hold = (): ReturnType<Holdable['hold']> => pump.hold();
    const pump = new Pump(input, new SendSubscriber(subscriber, writable, { hold }));
    subscriber.add(() => pump.stop());
    pump.run();
  });
}
