import type { PolicyWith } from '../PolicyWith';
import { negotiate } from './negotiate';

/**
 * Heart-beating of [STOMP 1.2](https://stomp.github.io/stomp-specification-1.2.html#Heart-beating), from the `heart-beat` headers
 * of both sides: an end of line when nothing else was sent, and any byte of the peer counts. The peer may take twice as
 * long as was agreed, since the specification asks for some tolerance.
 *
 * A client has sent `cx,cy` and got `sx,sy`. A server swaps them: `stomp(sx, sy, cx, cy)`.
 *
 * @example
 * ```ts
 * // heart-beat:10000,10000 in CONNECT, and heart-beat:0,15000 in CONNECTED.
 * const chunks = connection.pipe(liveness(connection, stomp(10_000, 10_000, 0, 15_000)));
 * ```
 *
 * @param cx how often we can send, in ms; 0 if we can't
 * @param cy how often we want to receive; 0 if we don't
 * @param sx how often the peer can send
 * @param sy how often the peer wants to receive
 */
export function stomp(
  cx: number,
  cy: number,
  sx: number,
  sy: number,
): PolicyWith<'send' | 'expect'> {
  return {
    send: { every: negotiate.max(cx, sy), frame: '\n' },
    expect: { within: negotiate.max(sx, cy), tolerance: 2 },
  };
}
