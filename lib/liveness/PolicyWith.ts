import type { LivenessPolicy } from './LivenessPolicy';

/** A {@link LivenessPolicy} that has these parts, so that they can go into another: `{ ...policy.probe, attempts: 3 }`. */
export type PolicyWith<Part extends keyof LivenessPolicy, T = unknown> = {
  readonly [P in Part]: NonNullable<LivenessPolicy<T>[P]>;
};
