import type { Held, Holdable } from 'rxjs-sockets';

/** Something that can be held, without a socket, and tells how often it is. */
export interface FakeHoldable extends Holdable {
  /** How many hold it now. */
  holds: number;
  /** How many ever did. */
  taken: number;
}

export function holdable(): FakeHoldable {
  return {
    holds: 0,
    taken: 0,
    get held() {
      return this.holds > 0;
    },
    sinceHeld: undefined satisfies Held['sinceHeld'],
    hold() {
      this.holds++;
      this.taken++;
      let isOver = false;
      return {
        unsubscribe: () => {
          if (!isOver) this.holds--;
          isOver = true;
        },
      };
    },
  };
}
