import type { Output } from '../../connection/Output';
import type { PolicyFrame } from '../PolicyFrame';
import type { PolicyWith } from '../PolicyWith';
import { textOf } from './textOf';

/** What the session has to do with it: it numbers the messages, and sums them up. Durations are in ms. */
export interface FixOptions {
  /** HeartBtInt (108), in ms (seconds in the Logon); 0 is off. */
  readonly heartBtInt: number;
  /** Makes a Heartbeat (35=0), with the TestReqID (112) if there is one. */
  readonly heartbeat: (testReqId?: string) => Output;
  /** Makes a Test Request (35=1) with that TestReqID (112). */
  readonly testRequest: (testReqId: string) => Output;
}

const [HEARTBEAT, TEST_REQUEST] = ['0', '1'];
/** What the specification calls some reasonable transmission time, as a part of the interval. */
const TOLERANCE = 1.2;

/**
 * Heartbeats of a [FIX session](https://www.fixtrading.org/standards/fix-session-layer-online/): a Heartbeat when nothing was sent for
 * HeartBtInt, any message counts, a Test Request is answered with a Heartbeat of its TestReqID, and a peer that was silent
 * for longer than HeartBtInt and a fifth is sent one, and is dead when nothing comes for as long again.
 *
 * Goes behind what makes whole messages of the chunks, and behind what counts their numbers (34): Test Requests, and the
 * Heartbeats that answer ours, are taken out.
 *
 * @example
 * ```ts
 * let number = 1;
 * const message = (type: string, id = '') => `35=${type}|34=${++number}|112=${id}|`; // and so on
 * const policy = fix({
 *   heartBtInt: 30_000,
 *   heartbeat: (id) => message('0', id),
 *   testRequest: (id) => message('1', id),
 * });
 * const messages = connection.pipe(liveness(connection, policy));
 * ```
 *
 * @param options see {@link FixOptions}
 */
export function fix({
  heartBtInt,
  heartbeat,
  testRequest,
}: FixOptions): PolicyWith<'send' | 'answer' | 'expect' | 'probe', PolicyFrame> {
  return {
    send: { every: heartBtInt, frame: () => heartbeat() },
    answer: {
      match: (message) => fieldOf(message, 35) === TEST_REQUEST,
      reply: (message) => heartbeat(fieldOf(message, 112)),
    },
    expect: { within: heartBtInt, tolerance: TOLERANCE },
    probe: {
      frame: (id) => testRequest(String(id)),
      match: (message, id) =>
        fieldOf(message, 35) === HEARTBEAT && fieldOf(message, 112) === String(id),
      timeout: TOLERANCE * heartBtInt,
    },
  };
}

/** The value of the first field of that tag. */
function fieldOf(message: PolicyFrame, tag: number): string | undefined {
  const name = `\x01${tag}=`;
  const [, rest] = textOf(message).split(name, 2);
  return rest?.split('\x01', 1)[0];
}
