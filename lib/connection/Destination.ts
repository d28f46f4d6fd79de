import type { Writable } from './Writable';

/** Where a stream can be sent to, its end included: a `Connection`, or something in its place. */
export interface Destination extends Writable {
  /** Ends it in order, behind all that was written. */
  end(): void;
  /** Cuts it, so that what it has got can't be taken for all. */
  reset(cause?: unknown): void;
}
