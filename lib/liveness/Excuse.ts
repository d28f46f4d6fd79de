import type { Held } from '../connection/Held';

/** Why a peer may be silent: what it says is held back on our side, or something that only the function knows. */
export type Excuse = Held | (() => boolean);
