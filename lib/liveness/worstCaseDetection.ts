import { EMPTY } from 'rxjs';
import type { Held } from '../connection/Held';
import { keepAliveOf } from '../connection/keepAliveOf';
import type { KeepAliveOptions } from '../connection/KeepAliveOptions';
import { timeLimit } from '../connection/timeLimit';
import type { Writable } from '../connection/Writable';
import { liveness } from './liveness';
import type { LivenessPolicy } from './LivenessPolicy';
import { patienceOf } from './patienceOf';

/** After how many ms, at worst, each kind of death is seen; `Infinity` is never. */
export interface WorstCases {
  /** The host is gone or can't be reached, and nothing was being sent to it. */
  readonly crashIdle: number;
  /** The same, with more being sent to it than the buffers of the two kernels take. */
  readonly crashWriting: number;
  /** The process is stopped, or hangs, and its kernel answers; nothing was being sent to it. */
  readonly stopped: number;
  /** The same, with more being sent to it than the buffers take. */
  readonly stoppedWriting: number;
  /** It has reset the connection, or its kernel has, since the process is dead. */
  readonly reset: number;
  /** It has ended its side. */
  readonly halfClosed: number;
}

/** What {@link worstCaseDetection} takes besides the policy. */
export interface WorstCaseOptions {
  /** What `listen` or `connect` was given. */
  readonly keepAlive?: boolean | KeepAliveOptions | undefined;
  /** Judge a connection that is held, and whose read-ahead is full. Default `false`. */
  readonly held?: boolean | undefined;
}

/** For how long Linux repeats what isn't acknowledged: as measured, with the default of `tcp_retries2`. */
const RETRANSMISSION = process.platform === 'linux' ? 938_000 : Infinity;
/** After how long Linux begins with keepalive, how long it waits for each answer, and for how many, by default. */
const KERNELS_OWN = process.platform === 'linux' ? 7_200_000 + 9 * 75_000 : Infinity;
/** How often a connection that isn't read is looked at. */
const CLOSE_WATCH = 500;
/** A connection that nothing ever happens to. */
const NOBODY: Writable & Held = {
  bytesWritten: 0,
  drained: EMPTY,
  held: false,
  sinceHeld: undefined,
  sinceLastWrite: undefined,
  writable: false,
  writableLength: 0,
  write: () => false,
};
/** By what part of its limit `writeTimeout` may be late: by the time between two looks, at what is half as old at most. */
const LATENESS = 1.5 / 32;

/**
 * Says after how many ms, at worst, each kind of death is seen under a policy, on this platform: to choose the policy by, and to
 * see what it doesn't find at all. The few ms that a turn of the event loop takes aren't counted. A margin that is learned from
 * the peer has no limit, and so what depends on it is `Infinity`. To call it once at the start is also a way to have a bad policy
 * refused then, and not with the first connection.
 *
 * @example
 * ```ts
 * const { crashIdle, stoppedWriting } = worstCaseDetection(heartbeatLines());
 * console.log(crashIdle, stoppedWriting); // 30000, 30000
 * console.log(worstCaseDetection({}).stopped); // Infinity
 * ```
 *
 * @param policy what `liveness` is given; a bad one throws an `OptionError`
 * @param options see {@link WorstCaseOptions}
 */
export function worstCaseDetection<T>(
  policy: LivenessPolicy<T>,
  options: WorstCaseOptions = {},
): WorstCases {
  // Refuses what that refuses.
  liveness<T>(NOBODY, policy);
  const { held = false } = options;
  const late = held ? CLOSE_WATCH : 0;
  // While we hold it, its silence is ours.
  const silence = held ? Infinity : silenceOf(policy);
  const silenceWriting = held ? Infinity : silenceOf(policy, true);
  const stall = timeLimit(policy, 'writeStall', Infinity) * (1 + LATENESS);
  return {
    crashIdle: Math.min(silence, kernelOf(policy, options) + late),
    crashWriting: Math.min(silenceWriting, stall, RETRANSMISSION + late),
    stopped: silence,
    stoppedWriting: Math.min(silenceWriting, stall),
    reset: late,
    halfClosed: held ? Infinity : 0,
  };
}

/** How long a peer that says nothing is taken for alive, idle or with output that it takes nothing more of. */
function silenceOf<T>({ expect, probe }: LivenessPolicy<T>, isWriting = false): number {
  // Nothing bounds a margin that is learned.
  const limit = expect && typeof expect.margin !== 'object' ? patienceOf(expect) : Infinity;
  const first = expect?.first === undefined ? 0 : timeLimit(expect, 'first', Infinity);
  if (!probe) return Math.max(limit, first);
  const { attempts = 1, minGap = 0 } = probe;
  const timeout = timeLimit(probe, 'timeout', Infinity);
  const after = probe.after === undefined ? limit : timeLimit(probe, 'after', Infinity);
  const gap = Math.max(timeout, minGap);
  const asked = Math.max(after, minGap) + (attempts > 1 ? (attempts - 1) * gap : 0) + timeout;
  // What it took just after a probe is as good as an answer to that, and then the probes are counted afresh.
  const taking = isWriting ? attempts * gap + timeout : 0;
  const probed = Math.max(asked, taking);
  // Nobody is asked before the first sign of life when that has a limit of its own.
  return Math.max(first, Math.min(probed, probe.after === undefined ? Infinity : limit));
}

/** When the kernel gives up a peer that doesn't answer it. What we send ourselves takes the place of keepalive. */
function kernelOf<T>({ send }: LivenessPolicy<T>, options: WorstCaseOptions): number {
  const every = send ? timeLimit(send, 'every', Infinity) : Infinity;
  const settings = keepAliveOf(options);
  const standard = options.keepAlive === true ? KERNELS_OWN : Infinity;
  const keepAlive = settings
    ? settings.initialDelay + settings.interval * settings.count
    : standard;
  return keepAlive <= every ? keepAlive : every + RETRANSMISSION;
}
