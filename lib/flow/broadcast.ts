import { Observable } from 'rxjs';
import { byteLimit } from '../connection/byteLimit';
import { OptionError } from '../connection/OptionError';
import type { Output } from '../connection/Output';
import { Broadcasting } from './Broadcasting';
import type { Destination } from '../connection/Destination';
import type { OnSlow } from './OnSlow';
import { Receiver } from './Receiver';
import { Recent } from './Recent';

const ALL: readonly OnSlow[] = ['close', 'drop-oldest', 'skip'];

/** Who is too slow for a {@link broadcast}, and what becomes of them. */
export interface BroadcastOptions {
  /** What becomes of who is too slow. Default `close`: nobody takes a part for the whole. */
  readonly onSlow?: OnSlow | undefined;
  /** How many bytes a connection may be behind, beyond what the kernels hold. So much is kept once, for all, and of
   * values of less than 64 bytes as many as of those. Default 1 MiB. */
  readonly maxLag?: number | undefined;
}

/**
 * Sends one stream to many connections, each as fast as it takes it, and none at the expense of the others: what the slow ones have still
 * to get is kept once for all of them, up to `maxLag`, and encoded once.
 *
 * The source is subscribed to when the first connection joins and left when the last one has gone. Who joins gets what comes from then
 * on.
 *
 * @example
 * ```ts
 * const toAll = broadcast(chunks, { onSlow: 'skip' });
 * listen(7000).pipe(serveEach((connection) => toAll(connection))).subscribe();
 * ```
 *
 * @param source what is sent, a value as a whole or not at all
 * @param options see {@link BroadcastOptions}; a bad one throws an `OptionError`
 * @returns sends it to a connection for as long as that is subscribed to. Emits, before it goes on behind a gap, how many values were left
 * out, so that something can be written in their place. Completes when all is written, errors as the source does, with a
 * `SlowConsumerError`, or with a `ConnectionError` when the connection closes
 */
export function broadcast(
  source: Observable<Output>,
  options: BroadcastOptions = {},
): (destination: Destination) => Observable<number> {
  const { onSlow = 'close' } = options;
  if (!ALL.includes(onSlow)) throw new OptionError('onSlow', onSlow, ALL.join(' or '));
  const maxLag = byteLimit(options, 'maxLag', 1_048_576);
  let recent = new Recent(maxLag);
  let current = new Broadcasting(source, recent);
  return (destination) =>
    new Observable((subscriber) => {
      if (current.isOver) current = new Broadcasting(source, (recent = new Recent(maxLag)));
      const run = current;
      const receiver = new Receiver(destination, subscriber, recent, onSlow);
      subscriber.add(() => run.leave(receiver));
      if (!subscriber.closed) run.join(receiver);
    });
}
