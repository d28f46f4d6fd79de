import { negotiate } from 'rxjs-sockets';

describe('negotiate', () => {
  it.each([
    ['max', 2, 3, 3],
    ['max', 3, 2, 3],
    ['max', 0, 3, 0],
    ['max', 3, 0, 0],
    ['min', 2, 3, 2],
    ['min', 3, 2, 2],
    ['min', 0, 3, 0],
    ['min', 3, 0, 0],
    ['either', 2, 3, 2],
    ['either', 0, 3, 3],
    ['either', 3, 0, 3],
    ['either', 0, 0, 0],
    ['serverWins', 2, 3, 3],
    ['serverWins', 2, 0, 0],
    ['serverWins', 2, undefined, 2],
  ] as const)('%s of %p and %p is %p', (how, ours, theirs, agreed) => {
    expect(negotiate[how](ours, theirs as number)).toBe(agreed);
  });

  it.each([
    ['max', NaN, 3, 'ours'],
    ['max', 0, NaN, 'theirs'],
    ['max', 3, -1, 'theirs'],
    ['min', 3, '5', 'theirs'],
    ['either', 3, undefined, 'theirs'],
    ['serverWins', NaN, undefined, 'ours'],
    ['serverWins', 3, NaN, 'servers'],
    ['halfOf', NaN, undefined, 'theirs'],
  ] as const)(
    '%s refuses %p and %p, which a bad header may come to',
    (how, ours, theirs, option) => {
      expect(() => negotiate[how](ours, theirs as never)).toThrow(
        expect.objectContaining({ name: 'OptionError', option }) as Error,
      );
    },
  );

  it('halfOf lets one beat be late', () => {
    expect([30_000, 0].map(negotiate.halfOf)).toEqual([15_000, 0]);
  });
});
