/** What a {@link Heap} keeps in order. */
export interface Placed {
  /** By which it is ordered. */
  at: number;
  /** Where it is; -1 in no heap. */
  place: number;
}

/** The smallest of many that come and go, each in a time that grows with the logarithm of their number. */
export class Heap<T extends Placed> {
  private readonly items: T[] = [];

  get first(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    this.rise(item, this.items.length);
  }

  /** Does nothing to one that isn't here. */
  remove(item: T): void {
    const { place } = item;
    if (place < 0) return;
    item.place = -1;
    const last = this.items.pop();
    if (last === undefined || last === item) return;
    if (last.at < item.at) this.rise(last, place);
    else this.sink(last, place);
  }

  private rise(item: T, place: number): void {
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.items[above];
      if (other === undefined || other.at <= item.at) break;
      this.put(other, place);
      place = above;
    }
    this.put(item, place);
  }

  private sink(item: T, place: number): void {
    for (;;) {
      let below = 2 * place + 1;
      let other = this.items[below];
      const right = this.items[below + 1];
      if (other && right && right.at < other.at) {
        other = right;
        below++;
      }
      if (other === undefined || other.at >= item.at) break;
      this.put(other, place);
      place = below;
    }
    this.put(item, place);
  }

  private put(item: T, place: number): void {
    this.items[place] = item;
    item.place = place;
  }
}
