const SMALLEST = 16;

/** First in, first out, however many there are. */
export class Queue<T> {
  length = 0;
  /** Used round and round, so that who takes each item at once makes nothing new. Its length is a power of two. */
  private ring: (T | undefined)[] = [];
  private head = 0;

  /** One that stays, by its place; the oldest one is the first. */
  at(place: number): T | undefined {
    return place < this.length ? this.ring[this.slot(place)] : undefined;
  }

  push(item: T): void {
    if (this.length === this.ring.length) this.grow();
    this.ring[this.slot(this.length++)] = item;
  }

  /** The oldest one. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const { head, ring } = this;
    const oldest = ring[head];
    ring[head] = undefined;
    this.head = this.slot(1);
    if (--this.length === 0 && ring.length > SMALLEST) this.clear();
    return oldest;
  }

  /** The oldest ones, so many at most. */
  take(count: number): T[] {
    const oldest = new Array<T>(Math.min(count, this.length));
    for (let i = 0; i < oldest.length; i++) oldest[i] = this.shift() as T;
    return oldest;
  }

  clear(): void {
    this.ring = [];
    this.length = this.head = 0;
  }

  private slot(place: number): number {
    return (this.head + place) & (this.ring.length - 1);
  }

  private grow(): void {
    const { head, ring } = this;
    this.ring = [...ring.slice(head), ...ring.slice(0, head)];
    this.ring.length = Math.max(SMALLEST, 2 * ring.length);
    this.head = 0;
  }
}
