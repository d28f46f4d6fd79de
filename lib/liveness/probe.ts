import { identity, type MonoTypeOperatorFunction, Observable, type SchedulerLike } from 'rxjs';
import { numberOption } from '../connection/numberOption';
import { OptionError } from '../connection/OptionError';
import { timeLimit } from '../connection/timeLimit';
import type { Writable } from '../connection/Writable';
import { agendaFor } from '../time/agendaFor';
import type { Excuse } from './Excuse';
import { checkExcuse } from './checkExcuse';
import { checkFrame } from './checkFrame';
import type { Output } from '../connection/Output';
import type { LivenessObserver } from './LivenessEvent';
import { marginOf } from './marginOf';
import type { PhiOptions } from './phiRules';
import { ProbeSubscriber } from './ProbeSubscriber';

/** What {@link probe} goes by. Durations are in ms. */
export interface ProbeOptions<T> {
  /** After how long a silence the peer is asked; 0 and `Infinity` are never. */
  readonly after: number;
  /** After how long a silence it is asked as long as nothing was heard of it at all. Default: `after`. */
  readonly first?: number | undefined;
  /** Learns how late items usually are, and waits that much longer than `after`: see `idleTimeout`. Default: nothing is learned. */
  readonly margin?: PhiOptions | undefined;
  /** What it is asked, or what makes that from the number of the probe: 1, 2, ... */
  readonly frame: Output | ((id: number) => Output);
  /**
   * Which items are answers, given the number of a probe; without it an answer belongs to the oldest one. They are taken out of
   * the stream, one for each probe, and give the round-trip time, unless our own event loop stalled meanwhile or we held the
   * connection. One that comes later than all attempts would have waited for may be taken for that to a later probe. Any other
   * item is a sign of life as well. Default: there are no answers as such.
   */
  readonly match?: ((item: T, id: number) => boolean) | undefined;
  /** How long each probe is waited for. */
  readonly timeout: number;
  /** How many probes have to fail. Over TCP, which repeats by itself, more than one only means to wait longer. Default 1. */
  readonly attempts?: number | undefined;
  /** The least time between two probes. Default 0. */
  readonly minGap?: number | undefined;
  /** `always`: at every interval of `after`, so that the round-trip time of a busy peer is known too. Default `read-idle`. */
  readonly when?: 'read-idle' | 'always' | undefined;
  /** Which items are a sign of life; the others pass as well. Default: all. */
  readonly counts?: ((item: T) => boolean) | undefined;
  /** Whose silence is nobody's fault: see `idleTimeout`. */
  readonly unless?: Excuse | undefined;
  /** Is told when the peer is `alive`, `suspect`, `dead`, its round-trip times (`rtt`), and each `localStall`. */
  readonly events?: LivenessObserver | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Asks a silent peer whether it is there, and errors with a `ProbeTimeoutError` when nothing is heard of it after that either.
 * Passes everything on, but for the answers.
 *
 * No probe is sent behind output that waits. If the peer takes some of that output meanwhile, it is alive. If not, that is a
 * failed probe. So is the time for one that can't be sent any more, since we have ended our side.
 *
 * @example
 * ```ts
 * const chunks = connection.pipe(
 *   probe(connection, { after: 10_000, frame: 'PING\r\n', timeout: 2_000, unless: connection }),
 * );
 * ```
 *
 * @param writable the connection
 * @param options see {@link ProbeOptions}; a bad one throws an `OptionError`
 */
export function probe<T>(
  writable: Writable,
  options: ProbeOptions<T>,
): MonoTypeOperatorFunction<T> {
  const {
    attempts = 1,
    counts,
    events,
    frame,
    match,
    minGap = 0,
    scheduler,
    unless,
    when = 'read-idle',
  } = options;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  numberOption('attempts', attempts, isCount, 'a whole number, 1 or more');
  numberOption('minGap', minGap, (gap) => gap >= 0, 'a duration in ms, 0 or more');
  if (!['read-idle', 'always'].includes(when))
    throw new OptionError('when', when, "'read-idle' or 'always'");
  checkExcuse(unless);
  checkFrame('frame', frame);
  const after = timeLimit(options, 'after', Infinity);
  const rules = {
    after,
    first: timeLimit(options, 'first', after),
    margin: marginOf(options.margin),
    timeout: timeLimit(options, 'timeout', Infinity),
    minGap,
    attempts,
    always: when === 'always',
    frame,
    unless,
    match,
    counts,
    events,
  };
  if (after === Infinity) return identity;
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new ProbeSubscriber(subscriber, writable, rules, agendaFor(scheduler))),
    );
}
