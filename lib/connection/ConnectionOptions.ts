import type { SchedulerLike } from 'rxjs';
import type { WriteBufferOptions } from './writeBufferOf';

/** What can be set for a {@link Connection}, however it came about. Durations are in ms; 0 and `Infinity` turn a limit off. */
export interface ConnectionOptions {
  /**
   * `true`: when the peer ends its side ours stays open, so that the pipeline can still answer, until it ends or
   * `halfClosedTimeout` has passed. `false`: ours ends as soon as the subscribers have been told. Default `true`;
   * Node's own default is `false`.
   */
  readonly allowHalfOpen?: boolean | undefined;
  /**
   * How many bytes are read ahead while nobody reads, in bytes; also given to Node, where it decides when `write` says
   * `false`. Default 65,536 for the former, Node's own for the latter.
   */
  readonly highWaterMark?: number | undefined;
  /** How much may wait for a peer that doesn't take it. */
  readonly writeBuffer?: WriteBufferOptions | undefined;
  /** How long {@link Connection.close} waits for the peer before it resets. Default 10,000 ms. */
  readonly closeTimeout?: number | undefined;
  /** How long this side may stay open after the peer has ended its own. Bytes don't extend it. Default 30,000 ms. */
  readonly halfClosedTimeout?: number | undefined;
  /**
   * How long a connection may be neither read, held nor written before it is reset; after a write it may take twice that. Under
   * `serveEach` the running pipeline counts as a reader. Default 30,000 ms.
   */
  readonly abandonedTimeout?: number | undefined;
  /**
   * How long a connection may be held without a break, in ms, before that is published once, as a `LongHold`, on the diagnostics channel
   * `rxjs-sockets.hold`: somebody may have forgotten to let go. Default 60,000 ms.
   */
  readonly maxHold?: number | undefined;
  /** Where the deadlines run. By default on timers with a monotonic clock that don't keep the process alive. */
  readonly scheduler?: SchedulerLike | undefined;
}
