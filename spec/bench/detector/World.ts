import { Queue, type Timed } from './Queue';

/** What is to happen in a {@link World}. */
export interface Happening extends Timed {
  happen(): void;
}

/** The time that passes for all, in ms, from 0 on, and the network that all share: whole, or cut. */
export class World {
  now = 0;
  private cutUntil = 0;
  private readonly ahead = new Queue<Happening>();

  at(at: number, happen: () => void): Happening {
    const happening = { at, happen };
    this.ahead.add(happening);
    return happening;
  }

  after(delay: number, happen: () => void): Happening {
    return this.at(this.now + delay, happen);
  }

  cancel(happening: Happening): void {
    this.ahead.remove(happening);
  }

  get isCut(): boolean {
    return this.now < this.cutUntil;
  }

  cut(duration: number): void {
    this.cutUntil = Math.max(this.cutUntil, this.now + duration);
  }

  /** Lets time pass while that is wanted, and no longer than to `end`. */
  run(isWanted: () => boolean, end: number): void {
    for (
      let next = this.ahead.first;
      next && next.at <= end && isWanted();
      next = this.ahead.first
    ) {
      this.ahead.takeFirst();
      this.now = next.at;
      next.happen();
    }
  }
}
