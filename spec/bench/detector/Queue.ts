/** What has a time. */
export interface Timed {
  readonly at: number;
}

/** Things by their time; those of the same time in the order in which they came. For a few at once. */
export class Queue<T extends Timed> {
  private readonly items: T[] = [];

  get first(): T | undefined {
    return this.items[0];
  }

  add(item: T): void {
    const behind = this.items.findLastIndex(({ at }) => at <= item.at);
    this.items.splice(behind + 1, 0, item);
  }

  remove(item: T): void {
    const place = this.items.indexOf(item);
    if (place >= 0) this.items.splice(place, 1);
  }

  takeFirst(): T | undefined {
    return this.items.shift();
  }
}
