import * as fc from 'fast-check';
import { Heap, type Placed } from '../../lib/time/Heap';

interface Item extends Placed {
  readonly name: number;
}

/** What a heap should be: an array that is looked through. */
type Model = Set<Item>;
type Step = fc.Command<Model, Heap<Item>>;

const least = (model: Model): number => Math.min(...[...model].map(({ at }) => at));

function check(model: Model, heap: Heap<Item>): void {
  expect(heap.first?.at ?? Infinity).toBe(least(model));
  if (heap.first) expect(model).toContain(heap.first);
}

/** Adds an item. */
class Add implements Step {
  constructor(private readonly at: number) {}

  check(): boolean {
    return true;
  }

  run(model: Model, heap: Heap<Item>): void {
    const item = { at: this.at, place: -1, name: model.size };
    model.add(item);
    heap.add(item);
    expect(item.place).toBeGreaterThanOrEqual(0);
    check(model, heap);
  }

  toString(): string {
    return `add ${this.at}`;
  }
}

/** Removes one of those that are there, twice. */
class Remove implements Step {
  constructor(private readonly index: number) {}

  check(model: Readonly<Model>): boolean {
    return model.size > 0;
  }

  run(model: Model, heap: Heap<Item>): void {
    const item = [...model][this.index % model.size]!;
    model.delete(item);
    heap.remove(item);
    expect(item.place).toBe(-1);
    heap.remove(item);
    check(model, heap);
  }

  toString(): string {
    return `remove ${this.index}`;
  }
}

/** Takes the first until none is left. */
class Empty implements Step {
  check(): boolean {
    return true;
  }

  run(model: Model, heap: Heap<Item>): void {
    const times: number[] = [];
    for (let { first } = heap; first; { first } = heap) {
      times.push(first.at);
      heap.remove(first);
    }
    expect(times).toEqual([...model].map(({ at }) => at).sort((one, other) => one - other));
    model.clear();
  }

  toString(): string {
    return 'empty';
  }
}

describe('Heap', () => {
  it('has the least of those that are there first, whatever comes and goes', () => {
    const at = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ noNaN: true, min: 0 }));
    fc.assert(
      fc.property(
        fc.commands(
          [
            // Seldom empty, so that it gets deep.
            ...Array.from({ length: 8 }, () => at.map((time) => new Add(time))),
            ...Array.from({ length: 5 }, () => fc.nat().map((index) => new Remove(index))),
            fc.constant(new Empty()),
          ],
          { maxCommands: 200, size: 'max' },
        ),
        (steps) => {
          fc.modelRun(() => ({ model: new Set<Item>(), real: new Heap<Item>() }), steps);
        },
      ),
    );
  });
});
