import type { Output } from '../connection/Output';
import type { HeartbeatOptions } from './heartbeat';
import type { PhiOptions } from './phiRules';
import type { ProbeOptions } from './probe';
import type { RespondOptions } from './respond';

/**
 * What two peers have agreed on to know that the other is there: a plain value, for `liveness`. Each part may be missing.
 * Durations are in ms; 0 and `Infinity` turn a part off.
 *
 * `T` is what stands before `liveness`: `string` behind a framing by lines. A policy without functions of it fits anywhere.
 */
export interface LivenessPolicy<T = unknown> {
  /** How we prove that we are alive. */
  readonly send?: Omit<HeartbeatOptions, 'scheduler'> | undefined;
  /** How we answer the pings of the peer. */
  readonly answer?: Omit<RespondOptions<T>, 'scheduler'> | undefined;
  /** What we expect of the peer. */
  readonly expect?: Expectation<T> | undefined;
  /** What we ask a peer that is silent. Default of `after`: when `expect` has failed. The probe is then the peer's last chance. */
  readonly probe?: ProbePolicy<T> | undefined;
  /** For how long output may wait without the peer taking any of it. */
  readonly writeStall?: number | undefined;
  /** The last word to a peer that is given up. */
  readonly goodbye?: Output | undefined;
}

/** After a silence of `tolerance * within + margin` ms the peer is dead; with a `probe` it is then suspect, and is asked. */
export interface Expectation<T> {
  /** How often something should come, in ms. */
  readonly within: number;
  /** How many of these may pass. Default 1. */
  readonly tolerance?: number | undefined;
  /** A number of ms, or options to learn it from how late this peer usually is: see `margin` of `idleTimeout`. Default 0. */
  readonly margin?: number | PhiOptions | undefined;
  /** How long the first may take, in ms. Default: as long as the others. */
  readonly first?: number | undefined;
  /** What counts as a sign of life. Default: everything. */
  readonly counts?: ((item: T) => boolean) | undefined;
}

/** See {@link ProbeOptions}. */
export type ProbePolicy<T> = Omit<
  ProbeOptions<T>,
  'after' | 'first' | 'margin' | 'counts' | 'unless' | 'events' | 'scheduler'
> & { readonly after?: number | undefined };
