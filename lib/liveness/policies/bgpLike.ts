import type { PolicyWith } from '../PolicyWith';

const message = (type: number, ...body: number[]): Uint8Array =>
  Uint8Array.of(...Array<number>(16).fill(0xff), 0, 19 + body.length, type, ...body);

const KEEPALIVE = message(4);
/** A KEEPALIVE MUST NOT be sent more often than once in so many ms. */
const LEAST = 1_000;
/** Hold Timer Expired. */
const NOTIFICATION = message(3, 4, 0);

/**
 * Keepalives and the Hold Time of BGP-4, [RFC 4271](https://www.rfc-editor.org/rfc/rfc4271), sections 4.4, 6.5 and 10: a KEEPALIVE
 * after a third of it, jittered down to three quarters of that, whatever else is sent; any byte counts as one of
 * the peer's, which is told with a NOTIFICATION when it is dead. After two Hold Times in which it took none of our
 * bytes it is as well, by [RFC 9687](https://www.rfc-editor.org/rfc/rfc9687) (which has 8 minutes for the least).
 *
 * @example
 * ```ts
 * // The Hold Times of both OPEN messages: 90 s and 180 s.
 * const chunks = connection.pipe(liveness(connection, bgpLike(negotiate.min(90_000, 180_000))));
 * ```
 *
 * @param holdTime in ms (seconds in the message); 0 is off
 */
export function bgpLike(
  holdTime: number,
): PolicyWith<'send' | 'expect' | 'writeStall' | 'goodbye'> {
  const every = holdTime / 3;
  const jitter = Math.max(0, Math.min(0.25, 1 - LEAST / every));
  return {
    send: { every, frame: KEEPALIVE, when: 'always', jitter },
    expect: { within: holdTime },
    writeStall: 2 * holdTime,
    goodbye: NOTIFICATION,
  };
}
