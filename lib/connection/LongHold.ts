import type { Connection } from './Connection';

/** What is published on the diagnostics channel `rxjs-sockets.hold` when a connection has been held for `maxHold` without a break. */
export interface LongHold {
  readonly connection: Connection;
  /** For how many ms so far. */
  readonly heldFor: number;
}
