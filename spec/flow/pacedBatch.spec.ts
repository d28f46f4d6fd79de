import { endWith, map, NEVER, timer } from 'rxjs';
import { OptionError, pacedBatch, type PacedBatchOptions } from 'rxjs-sockets';
import { holdable } from '../support/holdable';
import { holdsOf } from '../support/holdsOf';
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
    marbles(({ cold, expectObservable }) => {
      const source = cold(' ab-cd-e-|     ');
      const expected = '    -x--y---(z|)  ';
      const work = (values: readonly string[], index: number): string[] => [
        [index, ...values].join(''),
      ];
      const result = source.pipe(pacedBatch(holdable(), work, { count: 2, within: 9 }));
      expectObservable(result).toBe(expected, { x: '0ab', y: '1cd', z: '2e' });
    });
  });

  it('holds the source while two batches are full, down to a quarter', () => {
    marbles(({ cold, expectObservable }) => {
      const flow = holdable();
      const source = cold('abcdefghijklmnopqrst------------------------');
      // The first has one value alone, the second ten, the third the rest.
      const work = cold('  ----- 15ms |');
      const expected = '   ----- 15ms x ----- 14ms y ----- 14ms z';
      const holds = '      ------------------- 1 40ms 0';
      const result = source.pipe(
        pacedBatch(flow, (values) => work.pipe(endWith(values.length)), { count: 10 }),
      );
      expectObservable(holdsOf(flow)).toBe(holds);
      expectObservable(result).toBe(expected, { x: 1, y: 10, z: 9 });
    });
  });

  it('leaves no timer and no hold behind', () => {
    marbles(({ cold, expectObservable, expectTimers, scheduler }) => {
      const flow = holdable();
      const source = cold('abcd-----');
      const left = '       ^-------!';
      const holds = '      --1-----0';
      // One for the batch that comes, and one for the next.
      const timers = '     -101----0';
      const options = { count: 3, high: 3, within: 50, scheduler };
      expectObservable(holdsOf(flow)).toBe(holds);
      expectObservable(source.pipe(pacedBatch(flow, () => NEVER, options)), left).toBe('');
      expectTimers(timers);
    });
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
