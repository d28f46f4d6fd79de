import type { DeadlineError } from './DeadlineError';

/**
 * How a socket ended, and what is known of it.
 *
 * | `type` | what happened |
 * |---|---|
 * | `end` | the peer ended its side first, and ours followed: nothing is missing either way |
 * | `local` | this side began or cut it, `by` says how |
 * | `reset` | the peer or its kernel cut it |
 * | `timeout` | the kernel gave up: nothing answered any more |
 * | `failed` | an error of this side: a write after the end, a slow consumer, a throw in a subscriber, or another system error |
 *
 * A `local` one was ended `by` an `end` of ours that the peer then followed, `by` a `reset` of ours, `by` a `deadline`,
 * or `by` code that took the raw socket and called its `destroy`.
 */
export type Ending = {
  /** Which side was the first to end or cut; `network` when neither did. */
  readonly began: 'peer' | 'local' | 'network';
  /** Bytes received from the peer, delivered or not. */
  readonly bytesRead: number;
  /** Bytes handed over to the kernel, as Node counts them: whether it sent them, and whether the peer got them, nothing tells. */
  readonly bytesWritten: number;
  /**
   * ms between the last byte from the peer and the close, to within 50 ms and what the event loop was blocked for;
   * `undefined` if there was none.
   */
  readonly sinceLastRead: number | undefined;
  /** The same of the last write of ours. */
  readonly sinceLastWrite: number | undefined;
  /** ms from accepting or dialling to the close. */
  readonly duration: number;
  /** `false` where the platform can't tell a clean end from a masked reset, so that this one may be either. */
  readonly verified: boolean;
} & (
  | { readonly type: 'end'; readonly cause?: undefined }
  | { readonly type: 'local'; readonly by: 'end' | 'destroy'; readonly cause?: undefined }
  | { readonly type: 'local'; readonly by: 'reset'; readonly cause?: unknown }
  | { readonly type: 'local'; readonly by: 'deadline'; readonly cause: DeadlineError }
  | { readonly type: 'reset' | 'timeout' | 'failed'; readonly cause: unknown }
);
