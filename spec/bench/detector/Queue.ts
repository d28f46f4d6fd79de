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
    // Most come last, so this is faster than to search and to splice.
    const { items } = this;
    let place = items.push(item) - 1;
    for (let before = items[place - 1]; before && before.at > item.at; before = items[place - 1])
      items[place--] = before;
    items[place] = item;
  }

  remove(item: T): void {
    const place = this.items.indexOf(item);
    if (place >= 0) this.items.splice(place, 1);
  }

  takeFirst(): T | undefined {
    return this.items.shift();
  }
}
