/** What its reader can hold, so that nothing is heard of it for a while: a `Connection`, or something in its place. */
export interface Holdable {
  /** Somebody holds it now. */
  readonly held: boolean;
  /** ms since the last hold ended, 0 during one, `undefined` if there was none. */
  readonly sinceHeld: number | undefined;
}
