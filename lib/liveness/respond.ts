import { type MonoTypeOperatorFunction, Observable, type SchedulerLike } from 'rxjs';
import { timeLimit } from '../connection/timeLimit';
import type { Writable } from '../connection/Writable';
import { agendaFor } from '../time/agendaFor';
import type { Output } from '../connection/Output';
import { checkFrame } from './checkFrame';
import { RespondSubscriber } from './RespondSubscriber';

/** What {@link respond} goes by. */
export interface RespondOptions<T> {
  /** Which items are pings. They are taken out of the stream. */
  readonly match: (item: T) => boolean;
  /** What is answered, or what makes it from the ping. */
  readonly reply: Output | ((ping: T) => Output);
  /**
   * How many ms should lie between two pings, if that was agreed. More than four pings within so long are too many. After three
   * such intervals in a row, since a single one may come from a stall of our own: `PingFloodError`. Default: never too many.
   */
  readonly every?: number | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Answers the pings of the peer, takes them out of the stream, and passes everything else on. While output has to wait only
 * the newest answer is kept. Floods end in a `PingFloodError`.
 *
 * @example
 * ```ts
 * const rest = connection.pipe(
 *   respond(connection, { match: (chunk) => String(chunk) === 'PING\r\n', reply: 'PONG\r\n' }),
 * );
 * ```
 *
 * @param writable the connection
 * @param options see {@link RespondOptions}; a bad one throws an `OptionError`
 */
export function respond<T>(
  writable: Writable,
  options: RespondOptions<T>,
): MonoTypeOperatorFunction<T> {
  const { match, reply, scheduler } = options;
  const every = timeLimit(options, 'every', Infinity);
  checkFrame('reply', reply);
  const rules = { match, every, reply };
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new RespondSubscriber(subscriber, writable, rules, agendaFor(scheduler))),
    );
}
