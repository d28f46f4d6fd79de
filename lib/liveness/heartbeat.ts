import { identity, type MonoTypeOperatorFunction, Observable, type SchedulerLike } from 'rxjs';
import { numberOption } from '../connection/numberOption';
import { OptionError } from '../connection/OptionError';
import { timeLimit } from '../connection/timeLimit';
import type { Writable } from '../connection/Writable';
import { agendaFor } from '../time/agendaFor';
import type { Output } from '../connection/Output';
import { checkFrame } from './checkFrame';
import { HeartbeatSubscriber } from './HeartbeatSubscriber';

/** What {@link heartbeat} goes by. */
export interface HeartbeatOptions {
  /** ms from one to the next; 0 and `Infinity` are never. */
  readonly every: number;
  /** What is sent, or what makes it each time. */
  readonly frame: Output | (() => Output);
  /** `write-idle`: only when nothing else was written for so long, since any write is a sign of life. Default `write-idle`. */
  readonly when?: 'write-idle' | 'always' | undefined;
  /** By what part of `every` an interval may be shorter, at random, so that not all peers beat at once: 0 to 1. Default 0. */
  readonly jitter?: number | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Sends a sign of life while the pipeline runs, and passes everything on. It is skipped while output waits: the bytes that wait
 * are a sign of life already, and heartbeats would pile up behind them.
 *
 * @example
 * ```ts
 * const chunks = connection.pipe(heartbeat(connection, { every: 10_000, frame: 'HEARTBEAT\n\n' }));
 * ```
 *
 * @param writable the connection
 * @param options see {@link HeartbeatOptions}; a bad one throws an `OptionError`
 */
export function heartbeat<T>(
  writable: Writable,
  options: HeartbeatOptions,
): MonoTypeOperatorFunction<T> {
  const { frame, when = 'write-idle', jitter = 0, scheduler } = options;
  const every = timeLimit(options, 'every', Infinity);
  if (!['write-idle', 'always'].includes(when))
    throw new OptionError('when', when, "'write-idle' or 'always'");
  numberOption('jitter', jitter, (part) => part >= 0 && part <= 1, 'a number of 0 to 1');
  checkFrame('frame', frame);
  const rules = { every, when, jitter, frame };
  if (every === Infinity) return identity;
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new HeartbeatSubscriber(subscriber, writable, rules, agendaFor(scheduler))),
    );
}
