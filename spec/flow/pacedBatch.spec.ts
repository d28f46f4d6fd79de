import { map, NEVER, range, Subject, timer } from 'rxjs';
import { OptionError, pacedBatch, type PacedBatchOptions } from 'rxjs-sockets';
import { holdable } from '../support/holdable';
import { ManualTime } from '../support/ManualTime';
import { marbles } from '../support/marbles';

type Batches = readonly [
  title: string,
  options: PacedBatchOptions,
  source: string,
  expected: string,
  batches: Readonly<Record<string, string>>,
];

describe('pacedBatch', () => {
  // The work for each batch takes 3 ms.
  it.each<Batches>([
    [
      'what is there, and then what came meanwhile',
      {},
      'abcd----------|',
      '---x--y-------|',
      { x: 'a', y: 'bcd' },
    ],
    ['so many at most', { count: 2 }, 'abcd-------|', '---x--y--z-|', { x: 'a', y: 'bc', z: 'd' }],
    [
      'two at the same time',
      { count: 2, concurrent: 2, within: 100 },
      'abcd------|',
      '----x-y---|',
      { x: 'ab', y: 'cd' },
    ],
    [
      'as many as are wanted, when there is time',
      { count: 2, within: 100 },
      'a---bc--d--|',
      '-------x---(y|)',
      { x: 'ab', y: 'cd' },
    ],
    ['what is there in time', { count: 2, within: 5 }, 'a---------|', '--------x-|', { x: 'a' }],
    [
      'what has waited long enough meanwhile',
      { count: 2, within: 2 },
      'abc------------|',
      '----x--y-------|',
      { x: 'ab', y: 'c' },
    ],
    ['the rest at the end', { within: 100 }, 'a-b-|', '-------(x|)', { x: 'ab' }],
    ['nothing of nothing', { within: 100 }, '----|', '----|', {}],
  ])('takes %s', (_, options, source, expected, batches) => {
    marbles(({ hot, expectObservable }) => {
      const result = hot(source).pipe(
        pacedBatch(holdable(), (values) => timer(3).pipe(map(() => values.join(''))), options),
      );
      expectObservable(result).toBe(expected, batches);
    });
  });

  it('tells the number of the batch', () => {
    const seen: unknown[] = [];
    range(5)
      .pipe(
        pacedBatch(holdable(), (values, index) => [[index, ...values]], { count: 2, within: 9 }),
      )
      .subscribe((batch) => seen.push(batch));
    expect(seen).toEqual([
      [0, 0, 1],
      [1, 2, 3],
      [2, 4],
    ]);
  });

  it('holds the source while two batches are full, down to a quarter', () => {
    const flow = holdable();
    const source = new Subject<number>();
    const works: Subject<never>[] = [];
    const work = (): Subject<never> => {
      const subject = new Subject<never>();
      works.push(subject);
      return subject;
    };
    source.pipe(pacedBatch(flow, work, { count: 10 })).subscribe();
    const holds = Array.from({ length: 20 }, (_, n) => {
      source.next(n);
      return flow.holds;
    });
    expect(holds.indexOf(1)).toBe(19);
    // The first had one value alone, the second ten.
    works[0]!.complete();
    expect(flow.holds).toBe(1);
    works[1]!.complete();
    expect(flow.holds).toBe(1);
    works[2]!.complete();
    expect(flow.holds).toBe(0);
  });

  it('leaves no timer and no hold behind', () => {
    const time = new ManualTime();
    const flow = holdable();
    const options = { count: 3, high: 3, within: 50, concurrent: 1, scheduler: time };
    const source = new Subject<number>();
    const subscription = source.pipe(pacedBatch(flow, () => NEVER, options)).subscribe();
    for (const n of [1, 2, 3, 4]) source.next(n);
    expect(flow.holds).toBe(1);
    subscription.unsubscribe();
    expect([flow.holds, time.actions]).toEqual([0, []]);
  });

  it.each([
    ['count', [0, 1.5, Infinity]],
    ['within', [-1, NaN, Infinity, 2 ** 31]],
    ['high', [99]],
  ])('refuses a bad %s', (option, values) => {
    for (const value of values)
      expect(() => pacedBatch(holdable(), () => NEVER, { [option]: value })).toThrow(
        expect.objectContaining({ name: OptionError.name, option, value }) as Error,
      );
  });
});
