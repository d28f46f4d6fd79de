/** First in, first out, however many there are. */
export class Queue<T> {
  private readonly items: T[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  /** One that stays, by its place; the oldest one is the first. */
  at(place: number): T | undefined {
    return this.items[this.head + place];
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** The oldest ones, so many at most. */
  shift(count: number): T[] {
    const oldest = this.items.slice(this.head, this.head + count);
    this.head += oldest.length;
    // Moved no more often than there are items, or each would be moved again and again.
    if (this.head === this.items.length) this.clear();
    else if (2 * this.head >= this.items.length) {
      this.items.splice(0, this.head);
      this.head = 0;
    }
    return oldest;
  }

  clear(): void {
    this.items.length = this.head = 0;
  }
}
