/** What tells whether its reader holds it, so that nothing is heard of it: a `Connection`, or something in its place. */
export interface Held {
  /** Somebody holds it now. */
  readonly held: boolean;
  /** ms since the last hold ended, 0 during one, `undefined` if there was none. */
  readonly sinceHeld: number | undefined;
}
