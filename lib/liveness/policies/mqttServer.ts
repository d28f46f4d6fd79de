import type { PolicyFrame } from '../PolicyFrame';
import type { PolicyWith } from '../PolicyWith';
import { textOf } from './textOf';

const PINGREQ = '\xc0\0';
const PINGRESP = Uint8Array.of(0xd0, 0);

/**
 * The server's side of Keep Alive in [MQTT 3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html) and
 * [5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html), sections 3.1.2.10 and 3.12: a client of whom no packet came
 * for one and a half times the interval is dead (MQTT-3.1.2-24), and a PINGREQ is answered with a PINGRESP
 * (MQTT-3.12.4-1).
 *
 * Goes behind what makes whole packets of the chunks. PINGREQs are taken out.
 *
 * @example
 * ```ts
 * const packets = connection.pipe(liveness(connection, mqttServer(60_000)));
 * ```
 *
 * @param interval the Keep Alive, in ms (seconds in the packet); 0 is off
 */
export function mqttServer(interval: number): PolicyWith<'answer' | 'expect', PolicyFrame> {
  return {
    answer: { match: (packet) => textOf(packet) === PINGREQ, reply: PINGRESP },
    expect: { within: interval, tolerance: 1.5 },
  };
}
