import { numberOption } from '../../connection/numberOption';
import { timeLimit } from '../../connection/timeLimit';
import type { Output } from '../../connection/Output';
import type { PolicyWith } from '../PolicyWith';

/**
 * A line at regular intervals, in both directions, as most home-made protocols have it: sent when nothing else was, and any
 * byte of the peer counts. What the peer's lines look like doesn't matter, and they stay in the stream: filter them out behind
 * your framing. For a beat whatever else is sent: `{ ...policy, send: { ...policy.send, when: 'always' } }`.
 *
 * @example
 * ```ts
 * const chunks = connection.pipe(liveness(connection, heartbeatLines({ frame: '{"msg":"keepalive"}\n' })));
 * ```
 *
 * @param options.every ms from one line of ours to the next; default 10,000
 * @param options.deadAfter ms of silence after which the peer is dead, more than `every`; default three times `every`
 * @param options.frame the line; default `HEARTBEAT\n\n`
 */
export function heartbeatLines({
  every = 10_000,
  deadAfter = 3 * every,
  frame = 'HEARTBEAT\n\n',
}: {
  readonly every?: number | undefined;
  readonly deadAfter?: number | undefined;
  readonly frame?: Output | undefined;
} = {}): PolicyWith<'send' | 'expect'> {
  const isOff = timeLimit({ every }, 'every', 0) === Infinity || deadAfter === 0;
  const isPossible = (ms: number): boolean => isOff || ms > every;
  numberOption('deadAfter', deadAfter, isPossible, `longer than every (${every} ms), or 0`);
  return { send: { every, frame }, expect: { within: deadAfter } };
}
