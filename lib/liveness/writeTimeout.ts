import { identity, type MonoTypeOperatorFunction, Observable, type SchedulerLike } from 'rxjs';
import { timeLimit } from '../connection/timeLimit';
import type { Writable } from '../connection/Writable';
import { agendaFor } from '../time/agendaFor';
import type { LivenessObserver } from './LivenessEvent';
import { WriteTimeoutSubscriber } from './WriteTimeoutSubscriber';

/** What {@link writeTimeout} goes by. */
export interface WriteTimeoutOptions {
  /** For how many ms output may wait without the peer taking any of it; 0 and `Infinity` are for ever. */
  readonly stall: number;
  /** Is told when the peer is `dead`. */
  readonly events?: LivenessObserver | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Errors with a `WriteStallError` when bytes wait to be sent and the peer has taken none of them for `stall` ms, and passes
 * everything on until then. Use it when you send much and expect little: it finds a peer that has stopped reading, although its
 * kernel still answers, and one that has vanished with our bytes under way, of which the kernel itself tells after 15 minutes only.
 *
 * On Linux over TCP all that the peer's kernel acknowledges counts. Elsewhere only the room that our own kernel makes shows, in
 * steps of a third of its buffer, a megabyte or more: leave a slow reader the time for such a step.
 *
 * What fits into the buffers of the two kernels doesn't wait, and so isn't missed. Who goes on writing without waiting for
 * `drained` may get a `SlowConsumerError` before, from `writeBuffer.hard`.
 *
 * It looks 32 times in `stall` ms, and 64 times while something waits, and so is a 32nd late at most, on Linux a 20th. To ask the kernel takes a while too: some 20 ms, and
 * up to 300 with 10,000 TCP sockets on the host. The kernel of a peer that stops goes on to acknowledge for 50 to 100 ms.
 *
 * @example
 * ```ts
 * const chunks = connection.pipe(writeTimeout(connection, { stall: 30_000 }));
 * ```
 *
 * @param writable the connection
 * @param options see {@link WriteTimeoutOptions}; a bad one throws an `OptionError`
 */
export function writeTimeout<T>(
  writable: Writable,
  options: WriteTimeoutOptions,
): MonoTypeOperatorFunction<T> {
  const { events, scheduler } = options;
  const stall = timeLimit(options, 'stall', Infinity);
  if (stall === Infinity) return identity;
  return (source) =>
    new Observable((subscriber) => {
      const agenda = agendaFor(scheduler);
      return source.subscribe(
        new WriteTimeoutSubscriber(subscriber, writable, stall, events, agenda),
      );
    });
}
