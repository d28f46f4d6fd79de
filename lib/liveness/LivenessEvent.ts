import type { ConnectionError } from '../connection/ConnectionError';

/**
 * What is known of a peer. `at` is when, in ms: since 1970, or of the virtual time of a test.
 *
 * | `type` | |
 * |---|---|
 * | `alive` | it was heard for the first time, or again after it was suspect |
 * | `suspect` | it was silent for `silence` ms, and is given a last chance |
 * | `dead` | that passed too; `error` is what the pipeline errors with |
 * | `rtt` | a probe was answered after `rtt` ms |
 * | `localStall` | this process stood still for `duration` ms: its own fault, so nobody is judged by that |
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
