import type { Unsubscribable } from 'rxjs';
import type { Holdable } from '../connection/Holdable';

/** How much that came from one place is in flight. Holds that place while it is too much. */
export class Lane {
  count = 0;
  private hold: Unsubscribable | undefined;

  constructor(readonly source: Holdable) {}

  /** One more; from `high` on the source is held. */
  enter(high: number): void {
    this.count++;
    if (this.count >= high) this.hold ??= this.source.hold();
  }

  /** One less; down from `low` on the source is held no more. */
  leave(low: number): void {
    this.count--;
    if (this.count <= low) this.release();
  }

  release(): void {
    const { hold } = this;
    this.hold = undefined;
    hold?.unsubscribe();
  }
}
