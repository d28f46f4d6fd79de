import type { PolicyFrame } from '../PolicyFrame';
import type { PolicyWith } from '../PolicyWith';
import { textOf } from './textOf';

/**
 * [PING and PONG of NATS](https://docs.nats.io/reference/reference-protocols/nats-protocol#ping-pong), for either side: a PING
 * is answered. A peer of whom nothing came for `pingInterval` is sent up to `maxPingsOut` PINGs, as far apart, and is dead when
 * nothing came after the last either: after `(1 + maxPingsOut) * pingInterval`, by default 6 minutes.
 *
 * Goes behind what makes lines of the chunks, with or without their ends. PINGs and the PONGs to ours are taken out.
 *
 * @example
 * ```ts
 * const lines = connection.pipe(liveness(connection, nats({ pingInterval: 20_000 })));
 * ```
 *
 * @param options.pingInterval in ms; default 120,000, as in NATS; 0 is off
 * @param options.maxPingsOut how many may go unanswered; default 2, as in NATS
 */
export function nats({
  pingInterval = 120_000,
  maxPingsOut = 2,
}: {
  readonly pingInterval?: number | undefined;
  readonly maxPingsOut?: number | undefined;
} = {}): PolicyWith<'answer' | 'probe', PolicyFrame> {
  return {
    answer: { match: (line) => says(line, 'PING'), reply: 'PONG\r\n' },
    probe: {
      after: pingInterval,
      frame: 'PING\r\n',
      match: (line) => says(line, 'PONG'),
      timeout: pingInterval,
      attempts: maxPingsOut,
    },
  };
}

function says(line: PolicyFrame, word: string): boolean {
  // NATS takes its own words in any case.
  return line.length <= word.length + 2 && textOf(line).trimEnd().toUpperCase() === word;
}
