import type { ConnectionError } from '../connection/ConnectionError';

/**
 * What is known of a peer. `at` is when, in ms: since 1970, or of the virtual time of a test.
 *
 * | `type` | |
 * |---|---|
 * | `alive` | it was heard for the first time, or again after it was suspect |
 * | `suspect` | it was silent for `silence` ms, and is being asked: only with a probe, and then a quiet peer is suspect before each answer |
 * | `dead` | it is given up; `error` is what the pipeline errors with |
 * | `rtt` | a probe was answered after `rtt` ms |
 * | `localStall` | this process stood still, and so a judgement came `duration` ms late; nobody is judged by that |
 *
 * A stall of our own that puts off no judgement by more than an eighth of its limit isn't told.
 */
export type LivenessEvent = { readonly at: number } & (
  | { readonly type: 'alive' }
  | { readonly type: 'suspect'; readonly silence: number }
  | { readonly type: 'dead'; readonly error: ConnectionError }
  | { readonly type: 'rtt'; readonly rtt: number }
  | { readonly type: 'localStall'; readonly duration: number }
);

/** Who is told: a `Subject`, or anything else with a `next`. */
export interface LivenessObserver {
  next(event: LivenessEvent): void;
}
