import { type MonoTypeOperatorFunction, type SchedulerLike, tap } from 'rxjs';
import type { Held } from '../connection/Held';
import { inPart } from '../connection/inPart';
import { timeLimit } from '../connection/timeLimit';
import type { Writable } from '../connection/Writable';
import type { Output } from '../connection/Output';
import { frameOf } from './frameOf';
import { checkFrame } from './checkFrame';
import { heartbeat } from './heartbeat';
import { idleTimeout } from './idleTimeout';
import { IdleTimeoutError } from './IdleTimeoutError';
import type { LivenessEvent, LivenessObserver } from './LivenessEvent';
import type { LivenessPolicy } from './LivenessPolicy';
import { patienceOf } from './patienceOf';
import { probe } from './probe';
import { ProbeTimeoutError } from './ProbeTimeoutError';
import { respond } from './respond';
import { writeTimeout } from './writeTimeout';

/** What {@link liveness} takes besides the policy. */
export interface LivenessOptions {
  /** Gets the events: see `LivenessEvent`. A `Subject`, or `{ next }`; what that throws is the error of the pipeline. */
  readonly events?: LivenessObserver | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Both sides of staying alive, by one policy: proves our life to the peer, answers it, and errors when it is dead. Which error
 * it is tells which part of the policy found out. Everything else passes; while the connection is held the peer isn't judged.
 *
 * @example
 * ```ts
 * const policy = heartbeatLines({ every: 10_000, deadAfter: 30_000 });
 * listen(7000)
 *   .pipe(serveEach((connection) => connection.pipe(liveness(connection, policy))))
 *   .subscribe(({ connection, pipeline }) => console.log(`${connection} ${pipeline}`));
 * ```
 *
 * @param connection the connection, which may stand further up in the pipeline
 * @param policy a `LivenessPolicy`, ready-made or your own; a bad one throws an `OptionError`
 * @param options see {@link LivenessOptions}
 */
export function liveness<T>(
  connection: Writable & Held,
  policy: LivenessPolicy<NoInfer<T>>,
  options: LivenessOptions = {},
): MonoTypeOperatorFunction<T> {
  const { send, answer, expect, probe: ask, goodbye } = policy;
  const { events, scheduler } = options;
  const { counts, first } = expect ?? {};
  const limit = expect ? inPart('expect', () => patienceOf(expect)) : Infinity;
  const stall = timeLimit(policy, 'writeStall', Infinity);
  const judge = { counts, events, scheduler, unless: connection };
  const parts: MonoTypeOperatorFunction<T>[] = [];

  const after = ask?.after ?? limit;
  const isAsked = ask !== undefined && after !== 0 && after !== Infinity;
  const margin = typeof expect?.margin === 'object' ? expect.margin : undefined;
  // Who is asked when the expectation has failed isn't dead by that alone.
  const each = isAsked && ask.after === undefined ? Infinity : limit;
  const more = ask?.after === undefined ? margin : undefined;
  const deaths = events && {
    next: (event: LivenessEvent) => event.type === 'dead' && events.next(event),
  };
  // Before the probe, which takes the answers out: they are a sign of life as well.
  const expected = { ...judge, each, first, margin, isAsked, ...(isAsked && { events: deaths }) };
  if (expect) parts.push(inPart('expect', () => idleTimeout(expected)));
  // Nobody is asked before the first sign of life when that has a limit of its own.
  const patience = first === undefined ? after : Infinity;
  const asked = ask && { ...ask, ...judge, after, first: patience, margin: more };
  if (asked) parts.push(inPart('probe', () => probe(connection, asked)));
  parts.push(writeTimeout(connection, { stall, events, scheduler }));
  if (goodbye !== undefined) {
    checkFrame('goodbye', goodbye);
    parts.push(tap({ error: sayGoodbye(connection, goodbye) }));
  }
  if (answer) parts.push(inPart('answer', () => respond(connection, { ...answer, scheduler })));
  if (send) parts.push(inPart('send', () => heartbeat(connection, { ...send, scheduler })));
  return (source) => parts.reduce((stream, operator) => operator(stream), source);
}

/** What waits would be in the way of the last word. */
function sayGoodbye(writable: Writable, goodbye: Output): (error: unknown) => void {
  return (error) => {
    const isDead = error instanceof IdleTimeoutError || error instanceof ProbeTimeoutError;
    if (isDead && writable.writable && writable.writableLength === 0)
      writable.write(frameOf(goodbye));
  };
}
