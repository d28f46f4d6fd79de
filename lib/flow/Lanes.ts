import type { Holdable } from '../connection/Holdable';
import type { Flow } from './Flow';
import { Lane } from './Lane';

/** How much may be in flight of each source: it is held from `high` values on, down to `low`. */
export interface Marks {
  readonly high: number;
  readonly low: number;
}

/** What is in flight of all sources. */
export class Lanes<T> {
  private readonly lanes = new Map<Holdable, Lane>();
  private isOver = false;

  constructor(
    private readonly flow: Flow<T>,
    private readonly marks: Marks,
  ) {}

  /** Counts a value. Returns where it came from, for {@link Lanes.leave}. */
  enter(value: T): Lane {
    const { flow } = this;
    const lane = typeof flow === 'function' ? this.laneOf(flow(value)) : this.laneOf(flow);
    lane.enter(this.marks.high);
    // Who tells the source, or is told of a hold, may have left.
    if (this.isOver) lane.release();
    return lane;
  }

  leave(lane: Lane): void {
    // Sources come and go. Before it is released, since that may bring the next value, which has a lane of its own then. The one of a
    // flow that has no others stays: a fast consumer would make a lane for each value.
    if (lane.count === 1 && typeof this.flow === 'function') this.lanes.delete(lane.source);
    lane.leave(this.marks.low);
  }

  /** Holds nothing any more. */
  release(): void {
    this.isOver = true;
    const lanes = [...this.lanes.values()];
    this.lanes.clear();
    for (const lane of lanes) lane.release();
  }

  private laneOf(source: Holdable): Lane {
    let lane = this.lanes.get(source);
    if (!lane) this.lanes.set(source, (lane = new Lane(source)));
    return lane;
  }
}
