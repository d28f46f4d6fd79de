import type { DropArgument } from 'node:net';

/** A connection that was refused as soon as it was accepted: where from, and why. */
export interface Drop extends DropArgument {
  /** There are `maxConnections` already, or the descriptors of this process are all but used up (`EMFILE`). */
  readonly reason: 'maxConnections' | 'EMFILE';
}
