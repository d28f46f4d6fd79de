import { Observable, type ObservableInput, type OperatorFunction, type Subscriber } from 'rxjs';
import { checkFlow } from './checkFlow';
import type { Flow } from './Flow';
import { Lanes } from './Lanes';
import { PacedSubscriber } from './PacedSubscriber';
import { type PacedOptions, paceOf } from './paceOf';
import type { Waiting } from './WorkSubscriber';

class MapSubscriber<T, R> extends PacedSubscriber<T, R> {
  private index = 0;

  constructor(
    downstream: Subscriber<R>,
    lanes: Lanes<T>,
    concurrent: number,
    private readonly map: (value: T, index: number) => ObservableInput<R>,
  ) {
    super(downstream, lanes, concurrent);
  }

  protected ready(): number {
    return 1;
  }

  protected project([first]: readonly [Waiting<T>]): ObservableInput<R> {
    return this.map(first.value, this.index++);
  }
}

/**
 * `mergeMap`, or with `concurrent: 1`, the default, `concatMap`, that holds the connection while too much waits: so the peer has
 * to wait too, and memory stays bounded however slow the work is.
 *
 * What stands between the connection and this, or behind it, must not keep anything back, as `delay` and `bufferTime` do: what they
 * keep is not seen here. Within `project` they may. Of a chunk that is already on its way all frames still come.
 *
 * @example
 * ```ts
 * connection.pipe(lines(), pacedMap(connection, (line) => save(line))).subscribe();
 * ```
 *
 * @param flow what is held: the connection that the values come from, or behind a `merge` a function that tells of which one a
 * value comes
 * @param project the work for a value: an Observable, a promise, or whatever else rxjs takes. What it throws is the error of the
 * pipeline
 * @param options see {@link PacedOptions}; a bad one throws an `OptionError`
 */
export function pacedMap<T, R>(
  flow: Flow<T>,
  project: (value: T, index: number) => ObservableInput<R>,
  options: PacedOptions = {},
): OperatorFunction<T, R> {
  checkFlow(flow);
  const { concurrent, ...marks } = paceOf(options);
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new MapSubscriber(subscriber, new Lanes(flow, marks), concurrent, project)),
    );
}
