import type { Dice } from './Dice';
import type { Weather } from './Wire';

/** What may go wrong besides the weather, again and again. */
export interface Mishap {
  /**
   * - `cut`: nothing gets through.
   * - `pause`: the peer's process stands still.
   * - `doze`: the peer's timers do, until something arrives.
   * - `stop`: our process stands still. The kernel takes what arrives, and the clock runs on.
   * - `suspend`: as `stop`, but our clock stands still as well.
   * - `sleep`: as `suspend`, but nothing arrives meanwhile, nor in the 2 s that the network needs to come back.
   * - `blackout`: as `sleep`, but the clock runs on.
   */
  readonly what: 'cut' | 'pause' | 'doze' | 'stop' | 'suspend' | 'sleep' | 'blackout';
  /** ms from the end of one to the next, on average. */
  readonly every: number;
  /** How long it takes, in ms. */
  readonly lasts: (dice: Dice) => number;
}

/** The circumstances under which two peers talk that are both alive. */
export interface Trace extends Weather {
  readonly name: string;
  /** What the name stands for. */
  readonly says: string;
  readonly mishaps: readonly Mishap[];
  /** Whether the default policy is to kill nobody here, and to find crashes soon. */
  readonly hasTarget: boolean;
}

const [SECOND, MINUTE] = [1_000, 60_000];

/** A trace of a local network, but for what is told. */
function trace(name: string, says: string, special: Partial<Trace>): Trace {
  return {
    name,
    says,
    latency: (dice) => dice.uniform(0.2, 1),
    loss: 0,
    retransmission: 200,
    mishaps: [],
    hasTarget: false,
    ...special,
  };
}

export const traces: readonly Trace[] = [
  trace('LAN', 'latency below 1 ms', { hasTarget: true }),
  // No upper limit. Beyond 0.5 s is one of 500.
  trace('heavy tail', 'latency log-normal: median 50 ms, p99.9 590 ms', {
    latency: (dice) => dice.logNormal(50, 0.8),
    hasTarget: true,
  }),
  trace('3 % loss', 'sent again after 200, 400, 800 ...; what follows waits', {
    latency: (dice) => dice.uniform(10, 30),
    loss: 0.03,
    hasTarget: true,
  }),
  trace('own stalls', 'event loop blocked 0.2 to 5 s, each minute', {
    mishaps: [{ what: 'stop', every: MINUTE, lasts: (dice) => dice.uniform(200, 5 * SECOND) }],
    hasTarget: true,
  }),
  trace('own stops', 'SIGSTOP for 1 to 60 s, each 10 min', {
    mishaps: [{ what: 'stop', every: 10 * MINUTE, lasts: (dice) => dice.uniform(SECOND, MINUTE) }],
    hasTarget: true,
  }),
  trace('own suspends', '1 to 120 s, each 30 min; clock stands, bytes wait', {
    mishaps: [
      { what: 'suspend', every: 30 * MINUTE, lasts: (dice) => dice.uniform(SECOND, 2 * MINUTE) },
    ],
    hasTarget: true,
  }),
  trace('own sleep', '1 to 60 s, each 30 min; clock stands, network gone', {
    mishaps: [{ what: 'sleep', every: 30 * MINUTE, lasts: (dice) => dice.uniform(SECOND, MINUTE) }],
  }),
  trace('own sleep, clock runs', '1 to 60 s, each 30 min; network gone', {
    mishaps: [
      { what: 'blackout', every: 30 * MINUTE, lasts: (dice) => dice.uniform(SECOND, MINUTE) },
    ],
  }),
  trace('peer pauses', 'each 30 s, 0.5 s on average, exponential', {
    mishaps: [{ what: 'pause', every: 30 * SECOND, lasts: (dice) => dice.exponential(500) }],
  }),
  trace('outages', 'network gone 1 to 8 s, each 10 min', {
    mishaps: [
      { what: 'cut', every: 10 * MINUTE, lasts: (dice) => dice.uniform(SECOND, 8 * SECOND) },
    ],
  }),
  trace('mobile', 'latency 80 ms, 1 % loss, gaps of some s, timers put off', {
    latency: (dice) => dice.logNormal(80, 0.7),
    loss: 0.01,
    retransmission: 300,
    mishaps: [
      { what: 'cut', every: 15 * MINUTE, lasts: (dice) => dice.exponential(2 * SECOND) },
      { what: 'doze', every: 2 * MINUTE, lasts: (dice) => dice.uniform(SECOND, 10 * SECOND) },
    ],
  }),
];
