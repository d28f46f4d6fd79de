import type { PolicyFrame } from '../PolicyFrame';
import type { PolicyWith } from '../PolicyWith';
import { textOf } from './textOf';

const PINGREQ = Uint8Array.of(0xc0, 0);
const PINGRESP = '\xd0\0';

/**
 * The client's side of Keep Alive in [MQTT 3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html) and
 * [5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html), section 3.1.2.10: a PINGREQ when no packet was sent for
 * the interval, since the server closes after one and a half. A client that only publishes would never ask, and so never
 * notice that the server is gone. So a server of whom nothing came for one and a quarter is asked with a PINGREQ, and is dead
 * after one and a half (the specification: within a reasonable amount of time).
 *
 * Goes behind what makes whole packets of the chunks. A PINGRESP to such a question is taken out, others stay.
 *
 * @example
 * ```ts
 * // The interval of CONNECT, or with MQTT 5 the Server Keep Alive of CONNACK, if there is one.
 * const keepAlive = negotiate.serverWins(60_000, undefined);
 * const packets = connection.pipe(liveness(connection, mqttClient(keepAlive)));
 * ```
 *
 * @param interval the Keep Alive, in ms (seconds in the packet); 0 is off
 */
export function mqttClient(interval: number): PolicyWith<'send' | 'probe', PolicyFrame> {
  return {
    send: { every: interval, frame: PINGREQ },
    probe: {
      after: 1.25 * interval,
      frame: PINGREQ,
      match: (packet) => textOf(packet) === PINGRESP,
      timeout: interval / 4,
    },
  };
}
