import type { Unsubscribable } from 'rxjs';
import type { Held } from './Held';

/** What can be held, so that it sends nothing for a while and its peer has to wait: a `Connection`, or something in its place. */
export interface Holdable extends Held {
  /** Holds it until the returned hold, and every other one, is unsubscribed. */
  hold(): Unsubscribable;
}
