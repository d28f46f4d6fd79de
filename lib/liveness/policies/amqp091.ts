import type { PolicyWith } from '../PolicyWith';
import { negotiate } from './negotiate';

/** Type 8, channel 0, no payload, and the octet that ends every frame. */
const HEARTBEAT = Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0xce);

/**
 * Heartbeats of [AMQP 0-9-1](https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf), sections 2.3.7 and 4.2.7: a heartbeat frame
 * after half the agreed interval in which nothing else was sent, and a peer of whom not an octet came for two of them is
 * dead. It is cut off without the closing handshake, as the specification says.
 *
 * What is agreed is the shorter interval, or the one that isn't 0, as RabbitMQ does it. In `connection.tune` they are in
 * seconds, here in ms.
 *
 * @example
 * ```ts
 * // The server proposes 60 s in connection.tune, and we would like 30 s.
 * const chunks = connection.pipe(liveness(connection, amqp091(30_000, 60_000)));
 * ```
 *
 * @param ours the interval that we ask for, in ms; 0 for none
 * @param theirs the one of the peer; default ours
 */
export function amqp091(ours: number, theirs = ours): PolicyWith<'send' | 'expect'> {
  const within = negotiate.either(ours, theirs);
  return {
    send: { every: negotiate.halfOf(within), frame: HEARTBEAT },
    expect: { within, tolerance: 2 },
  };
}
