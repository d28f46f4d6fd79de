import { numberOption } from '../../connection/numberOption';

/**
 * How two peers agree on an interval, in ms, each having said one; 0 is off. For policies of your own: the ready-made
 * ones do what their protocols say. What isn't a number of 0 or more throws an `OptionError`, since a bad header may come to that.
 * What the peer asks for is a wish: at 1 ms you would send a thousand beats a second.
 *
 * | | | in |
 * |---|---|---|
 * | `max` | the longer one; 0 if either is | STOMP |
 * | `min` | the shorter one; 0 if either is | BGP |
 * | `either` | the shorter one, or the one that isn't 0 | AMQP 0-9-1 |
 * | `serverWins` | the server's if it says any, 0 too | MQTT 5 |
 * | `halfOf` | half of what the peer expects, so that one beat may be late | AMQP 0-9-1 |
 *
 * @example
 * ```ts
 * const within = negotiate.max(10_000, 15_000);
 * const chunks = connection.pipe(liveness(connection, { expect: { within } }));
 * ```
 */
export const negotiate = {
  max: (ours: number, theirs: number): number =>
    bothOf(ours, theirs) ? Math.max(ours, theirs) : 0,
  min: (ours: number, theirs: number): number =>
    bothOf(ours, theirs) ? Math.min(ours, theirs) : 0,
  either: (ours: number, theirs: number): number =>
    bothOf(ours, theirs) ? Math.min(ours, theirs) : Math.max(ours, theirs),
  serverWins: (ours: number, servers?: number): number =>
    servers === undefined ? interval('ours', ours) : interval('servers', servers),
  halfOf: (theirs: number): number => interval('theirs', theirs) / 2,
} as const;

/** Whether neither is 0. */
function bothOf(ours: number, theirs: number): boolean {
  return [interval('ours', ours), interval('theirs', theirs)].every((ms) => ms > 0);
}

/** What a header of the peer is parsed to may be anything. */
function interval(name: string, value: number): number {
  return numberOption(name, value, (ms) => ms >= 0, 'a duration in ms, 0 or more');
}
