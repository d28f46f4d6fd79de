import {
  concat,
  map,
  mergeMap,
  NEVER,
  type Observable,
  of,
  range,
  Subject,
  take,
  throwError,
} from 'rxjs';
import {
  type Holdable,
  OptionError,
  pacedBatch,
  pacedMap,
  type PacedOptions,
  relayTo,
  toIterable,
} from 'rxjs-sockets';
import { destination } from '../support/destination';
import { holdable } from '../support/holdable';
import { marbles } from '../support/marbles';

const boom = new Error('boom');

describe('pacedMap', () => {
  const sources = [
    'ab-c------|',
    '(abc)-d|',
    '-a--b--c#',
    '|',
    '#',
    'abcdefgh|',
    'a---------------b|',
  ];
  const works = ['--x|', '|', '(x|)', '-x--y|', '-#', 'x-|'];
  const cases = sources.flatMap((source) => works.map((work) => ({ source, work })));

  it.each(cases)('does what mergeMap does with $source and $work', ({ source, work }) => {
    for (const concurrent of [1, 2, 20])
      marbles(({ cold, expectObservable }) => {
        const each = (value: string, index: number): unknown =>
          cold(work).pipe(map((x) => `${value}${index}${x}`));
        const [values, sameValues] = [cold(source), cold(source)];
        const result = values.pipe(pacedMap(holdable(), each as never, { concurrent, high: 100 }));
        const expected = sameValues.pipe(mergeMap(each as never, concurrent));
        expectObservable(result).toEqual(expected);
      });
  });

  it('holds the source from high values in flight on, down to low', () => {
    const flow = holdable();
    const source = new Subject<Subject<number>>();
    source.pipe(pacedMap(flow, (work) => work, { high: 3, low: 1 })).subscribe();
    const works = Array.from({ length: 5 }, () => new Subject<number>());
    const holds = works.map((work) => {
      source.next(work);
      return flow.holds;
    });
    expect(holds).toEqual([0, 0, 1, 1, 1]);
    const left = works.map((work) => {
      work.complete();
      return flow.holds;
    });
    expect(left).toEqual([1, 1, 1, 0, 0]);
    expect(flow.taken).toBe(1);
  });

  it.each<[PacedOptions, high: number, low: number]>([
    [{}, 16, 4],
    [{ concurrent: 39 }, 40, 10],
    [{ high: 1 }, 1, 0],
    [{ high: 8 }, 8, 2],
  ])('with %j that is from %i down to %i', (options, high, low) => {
    const flow = holdable();
    const source = new Subject<Subject<number>>();
    source.pipe(pacedMap(flow, (work) => work, options)).subscribe();
    const works = Array.from({ length: high }, () => new Subject<number>());
    const whileComing = works.map((work) => {
      source.next(work);
      return flow.holds;
    });
    const whileGoing = works.map((work) => {
      work.complete();
      return flow.holds;
    });
    expect(whileComing.indexOf(1)).toBe(high - 1);
    expect(whileGoing.lastIndexOf(1)).toBe(high - low - 2);
  });

  it('holds only where too much comes from, behind a merge', () => {
    const flows = [holdable(), holdable()];
    const source = new Subject<number>();
    source
      .pipe(
        pacedMap(
          (from) => flows[from]!,
          () => NEVER,
          { concurrent: 9, high: 2 },
        ),
      )
      .subscribe();
    source.next(0);
    source.next(1);
    source.next(0);
    expect(flows.map(({ holds }) => holds)).toEqual([1, 0]);
  });

  describe('releases every hold', () => {
    const many = concat(range(5), NEVER);
    const held = { high: 2 };

    it('when it is left', () => {
      const flow = holdable();
      const subscription = many.pipe(pacedMap(flow, () => NEVER, held)).subscribe();
      expect(flow.holds).toBe(1);
      subscription.unsubscribe();
      expect(flow.holds).toBe(0);
    });

    it('when the source errors', () => {
      const flow = holdable();
      const source = concat(
        range(5),
        throwError(() => boom),
      );
      const errors: unknown[] = [];
      source
        .pipe(pacedMap(flow, () => NEVER, held))
        .subscribe({ error: (e: unknown) => errors.push(e) });
      expect([flow.taken, flow.holds, errors]).toEqual([1, 0, [boom]]);
    });

    it.each([
      ['errors', () => throwError(() => boom)],
      [
        'throws',
        () => {
          throw boom;
        },
      ],
    ])('when the work %s', (_, fail) => {
      const flow = holdable();
      const errors: unknown[] = [];
      const work = (n: number): Observable<never> => (n < 4 ? NEVER : fail());
      concat(range(5), NEVER)
        .pipe(pacedMap(flow, work, { concurrent: 5, high: 2 }))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      expect([flow.taken, flow.holds, errors]).toEqual([1, 0, [boom]]);
    });

    it('when what tells the source throws', () => {
      const flow = holdable();
      const errors: unknown[] = [];
      const flowOf = (n: number): Holdable => {
        if (n < 4) return flow;
        throw boom;
      };
      many
        .pipe(pacedMap(flowOf, () => NEVER, held))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      expect([flow.taken, flow.holds, errors]).toEqual([1, 0, [boom]]);
    });

    it('when who reads has enough, in the middle of work without an end', () => {
      const flow = holdable();
      const seen: number[] = [];
      const endless = (n: number): Observable<number> => range(n, Infinity);
      many.pipe(pacedMap(flow, endless, held), take(3)).subscribe((n) => seen.push(n));
      expect([seen, flow.holds]).toEqual([[0, 1, 2], 0]);
    });
  });

  it('takes 100,000 values that are over at once', () => {
    const seen: number[] = [];
    range(100_000)
      .pipe(pacedMap(holdable(), (n) => of(n)))
      .subscribe((n) => seen.push(n));
    expect(seen).toHaveLength(100_000);
  });

  it.each([undefined, {}, 5])('refuses %p for what is to be held', (flow) => {
    for (const call of [
      () => pacedMap(flow as never, () => NEVER),
      () => pacedBatch(flow as never, () => NEVER),
      () => toIterable(NEVER, flow as never),
      () => relayTo(destination().to, flow as never),
    ])
      expect(call).toThrow(expect.objectContaining({ option: 'flow' }) as Error);
  });

  it.each([
    ['concurrent', [0, -1, 1.5, Infinity, '1']],
    ['high', [0, -1, 1.5, NaN]],
    ['low', [-1, 16, 1.5]],
  ])('refuses a bad %s', (option, values) => {
    for (const value of values)
      expect(() => pacedMap(holdable(), () => NEVER, { [option]: value })).toThrow(
        expect.objectContaining({ name: OptionError.name, option, value }) as Error,
      );
  });
});
