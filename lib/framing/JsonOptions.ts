import type { Oversize } from './Oversize';

/** What `jsonLines` and `jsonObjects` go by. */
export interface JsonOptions {
  /** How many bytes one value may have; 0 and `Infinity` are no limit. */
  readonly maxLength?: number | undefined;
  /** As the second argument of `JSON.parse`. What it throws is the error of the pipeline. */
  readonly revive?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
  /**
   * Accepts the keys `__proto__` and, in `constructor`, `prototype`, which can pollute prototypes when somebody merges the value
   * into another object. Default `false`: they are a `FrameError`.
   */
  readonly allowPrototypeKeys?: boolean | undefined;
  /** What becomes of a value that is larger: `fail` with a `FrameSizeError`, the default, `skip` it, or a function that is told. */
  readonly onOversize?: Oversize | undefined;
}
