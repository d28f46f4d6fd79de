import {
  concat,
  defer,
  first,
  map,
  mergeMap,
  NEVER,
  type Observable,
  of,
  range,
  take,
  throwError,
} from 'rxjs';
import {
  type Holdable,
  OptionError,
  pacedBatch,
  pacedMap,
  relayTo,
  toIterable,
} from 'rxjs-sockets';
import { destination } from '../support/destination';
import { holdable } from '../support/holdable';
import { holdsOf } from '../support/holdsOf';
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
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flow = holdable();
      const source = cold('  abcde|          ');
      const subscription = ' ^----!          ';
      const work = cold('    ---|            ');
      const expected = '     ---------------|';
      const holds = '        --1---------0   ';
      const result = source.pipe(pacedMap(flow, () => work, { high: 3, low: 1 }));
      expectObservable(holdsOf(flow)).toBe(holds);
      expectObservable(result).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it.each([
    {
      marks: '16 and 4 by default',
      options: {},
      come: 'abcdefghijklmnop                ',
      done: '----------------abcdefghijklmnop',
      held: '---------------1-----------0----',
    },
    {
      marks: '40 and 10 where 39 may be worked on',
      options: { concurrent: 39 },
      come: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN                                        ',
      done: '----------------------------------------abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN',
      held: '---------------------------------------1-----------------------------0----------',
    },
    {
      marks: '1 and 0 when high is 1',
      options: { high: 1 },
      come: 'a ',
      done: '-a',
      held: '10',
    },
    {
      marks: '8 and 2 when high is 8',
      options: { high: 8 },
      come: 'abcdefgh        ',
      done: '--------abcdefgh',
      held: '-------1-----0--',
    },
  ])('high and low are $marks', ({ options, come, done, held }) => {
    marbles(({ cold, hot, expectObservable }) => {
      const flow = holdable();
      const over = hot(done);
      const work = (value: string): Observable<string> => over.pipe(first((x) => x === value));
      expectObservable(holdsOf(flow)).toBe(held);
      expectObservable(cold(come).pipe(pacedMap(flow, work, options))).toBe(done);
    });
  });

  it('holds only where too much comes from, behind a merge', () => {
    marbles(({ cold, expectObservable }) => {
      const [a, b] = [holdable(), holdable()];
      const source = cold('-a-b-a');
      const holdsA = '     -----1';
      const holdsB = '     ------';
      const flowOf = (from: string): Holdable => (from === 'a' ? a : b);
      const work = pacedMap(flowOf, () => NEVER, { concurrent: 9, high: 2 });
      expectObservable(holdsOf(a)).toBe(holdsA);
      expectObservable(holdsOf(b)).toBe(holdsB);
      expectObservable(source.pipe(work)).toBe('');
    });
  });

  describe('releases every hold', () => {
    const never = (): Observable<string> => NEVER;
    const failing = (): never => {
      throw boom;
    };
    /** What fails with the fifth value, in place of what would go on. */
    const atLast =
      <T>(fail: () => T, otherwise: () => T) =>
      (value: string): T =>
        value === 'e' ? fail() : otherwise();

    it.each([
      ['it is left', 'ab----', '^----!', '------', '-1---0'],
      ['the source errors', 'ab---#', '^-----', '-----#', '-1---0'],
      ['it is over', 'ab---|', '^----!', '------', '-1---0'],
    ])('when %s', (_, values, subscription, expected, holds) => {
      marbles(({ cold, expectObservable }) => {
        const flow = holdable();
        const result = cold(values).pipe(pacedMap(flow, never, { high: 2 }));
        expectObservable(holdsOf(flow)).toBe(holds);
        expectObservable(result, subscription).toBe(expected);
      });
    });

    it.each<[string, (flow: Holdable) => ReturnType<typeof pacedMap<string, string>>]>([
      [
        'the work errors',
        (flow) =>
          pacedMap(
            flow,
            atLast(() => throwError(() => boom), never),
            { concurrent: 5, high: 2 },
          ),
      ],
      [
        'the work throws',
        (flow) => pacedMap(flow, atLast(failing, never), { concurrent: 5, high: 2 }),
      ],
      [
        'what tells the source throws',
        (flow) =>
          pacedMap(
            atLast(failing, () => flow),
            never,
            { high: 2 },
          ),
      ],
    ])('when %s', (_, operator) => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const flow = holdable();
        const source = cold('  abcdef');
        const subscription = ' ^---! ';
        const expected = '     ----# ';
        const holds = '        -1--0 ';
        expectObservable(holdsOf(flow)).toBe(holds);
        expectObservable(source.pipe(operator(flow))).toBe(expected, undefined, boom);
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });

    it('when who reads has enough, in the middle of work without an end', () => {
      marbles(({ expectObservable }) => {
        const flow = holdable();
        const source = concat(range(5), NEVER);
        const expected = '(abc|)';
        const endless = (n: number): Observable<number> => range(n, Infinity);
        const result = source.pipe(pacedMap(flow, endless, { high: 2 }), take(3));
        expectObservable(result).toBe(expected, { a: 0, b: 1, c: 2 });
        expectObservable(defer(() => of(flow.holds))).toBe('(0|)', { 0: 0 });
      });
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
