import { setTimeout as sleep } from 'node:timers/promises';
import { asyncScheduler, concat, map, NEVER, of, partition, repeat, Subject, take } from 'rxjs';
import { type Held, OptionError, phiAccrual, type PhiAccrualOptions } from 'rxjs-sockets';
import { LateTime } from '../support/LateTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';
import { until } from '../support/until';

/** Phi grows by 1 in 10 s, since no interval here is so long that its mean mattered; and 3 s are too much. */
const linear: PhiAccrualOptions = {
  form: 'exponential',
  threshold: 0.3,
  minStdDeviation: 10_000 / Math.LN10,
  firstEstimate: 0,
};
/** Phi is 0.3 after three times the mean, which is that of the last two intervals. */
const learning: PhiAccrualOptions = {
  form: 'exponential',
  threshold: 3 / Math.LN10,
  minStdDeviation: 1,
  maxSamples: 2,
  firstEstimate: 1_000,
  every: 0,
};

const level = (value: number): number => expect.closeTo(value, 9) as number;
const values = {
  0: level(0),
  h: level(0.05),
  i: level(0.15),
  1: level(0.1),
  2: level(0.2),
  3: level(0.3),
  4: level(0.4),
  5: level(0.5),
  t: level(3 / Math.LN10),
};

describe('phiAccrual', () => {
  it('emits the level of the silence at regular intervals, from the subscription on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  1500ms a 2000ms              |');
      const subscription = ' ^ 3500ms                     !';
      const expected = '     1s 1 999ms h 999ms i 500ms   |';
      expectObservable(source.pipe(phiAccrual(linear))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('emits as often as it is told', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('  2500ms                       |');
      const often = '        500ms h 499ms 1 499ms i 499ms 2 499ms |';
      const seldom = '       2s 2 499ms                   |';
      expectObservable(source.pipe(phiAccrual({ ...linear, every: 500 }))).toBe(often, values);
      expectObservable(source.pipe(phiAccrual({ ...linear, every: 2_000 }))).toBe(seldom, values);
    });
  });

  it('emits the moment that the level reaches the threshold, and with the item that ends that', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('  a 3999ms b 4s   c 10ms |    ');
      const expected = '     3s 3 999ms 0 2999ms 3 1000ms 0 10ms |';
      expectObservable(source.pipe(phiAccrual({ ...linear, every: 0 }))).toBe(expected, values);
    });
  });

  it('emits samples during a suspicion too', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('  5500ms               a 700ms |');
      const expected = '     1s 1 999ms 2 999ms 3 999ms 4 999ms 5 499ms 0 499ms h 200ms |';
      expectObservable(source.pipe(phiAccrual(linear))).toBe(expected, values);
    });
  });

  it('learns the last intervals', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('  a 1499ms b 1499ms c 10s |        ');
      // Three times 1,500 after the last.
      const expected = '     3000ms 4500ms t 5500ms |         ';
      expectObservable(source.pipe(phiAccrual(learning))).toBe(expected, values);
    });
  });

  it('becomes less patient at once with what it learns', () => {
    marbles(({ cold, expectObservable }) => {
      const patient = { ...learning, firstEstimate: 30_000 };
      const source = cold('  a 1499ms b 1499ms c 10s |        ');
      const expected = '     3000ms 4500ms t 5500ms |         ';
      expectObservable(source.pipe(phiAccrual(patient))).toBe(expected, values);
    });
  });

  it('does so in real time as well', async () => {
    const items = new Subject<void>();
    let level = 0;
    items
      .pipe(phiAccrual({ ...learning, firstEstimate: 1_000_000 }))
      .subscribe((phi) => (level = phi));
    for (let count = 0; count < 5; count++) {
      items.next();
      await sleep(20);
    }
    // Some 60 ms after the last, where what was expected at first would be an hour. The limit of the spec bounds it.
    await until(() => level > 0);
    items.complete();
  });

  it('tells a level below the threshold until it tells a suspicion', () => {
    marbles(({ expectObservable }) => {
      // The level is that of the threshold after 2,306.75 ms, the timer's is a whole one.
      const levels = NEVER.pipe(phiAccrual({ every: 2_306.8 }));
      const [below, reached] = partition(levels, (value) => value < 8);
      const stop = '            ^ 2400ms   !';
      const expectedBelow = '   2306.8ms   b';
      const expectedReached = ' 2307ms     r';
      expectObservable(below, stop).toBe(expectedBelow, { b: level(8) });
      expectObservable(reached, stop).toBe(expectedReached, { r: level(8.006454304) });
    });
  });

  it('does not learn an interval that ended a suspicion', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('  a 999ms b 999ms c 7999ms d 10s |');
      // Three times 1,000 after each.
      const expected = '     2s 3s t 4999ms 0 2999ms t 7s   |';
      expectObservable(source.pipe(phiAccrual(learning))).toBe(expected, values);
    });
  });

  it('takes items of the same moment for one', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('  (aaaa) 994ms (bbbb) 994ms (cccc) 10s |');
      const expected = '     2s 3s t 7005ms |';
      expectObservable(source.pipe(phiAccrual(learning))).toBe(expected, values);
    });
  });

  /** Held from x to y. */
  function held(cold: Parameters<typeof script>[0], diagram: string): Held {
    let since: number | undefined;
    const peer = {
      held: false,
      get sinceHeld() {
        return since === undefined ? undefined : this.held ? 0 : asyncScheduler.now() - since;
      },
    };
    script(cold, diagram, {
      x: () => (peer.held = true),
      y: () => {
        peer.held = false;
        since = asyncScheduler.now();
      },
    });
    return peer;
  }

  it('begins the silence anew at the end of its excuse', () => {
    marbles(({ cold, expectObservable }) => {
      const unless = held(cold, '1500ms x 799ms y');
      const source = cold('  6s                                              |');
      expectObservable(source.pipe(phiAccrual({ ...linear, unless }))).toBe(
        '             1s 1 999ms 0 999ms 7 999ms 8 999ms 9 299ms 3 699ms |',
        { ...values, 7: level(0.07), 8: level(0.17), 9: level(0.27) },
      );
    });
  });

  it('learns nothing from an interval with an excuse in it', () => {
    marbles(({ cold, expectObservable }) => {
      const unless = held(cold, '2500ms x 799ms y');
      const source = cold('  a 999ms b 999ms c 1999ms d 10s |');
      // Three times 1,000 after the last.
      const expected = '     7s t 7s |';
      expectObservable(source.pipe(phiAccrual({ ...learning, unless }))).toBe(expected, values);
    });
  });

  it('asks a function for an excuse as it hears, too', () => {
    marbles(({ cold, expectObservable }) => {
      const unless = (): boolean => asyncScheduler.now() === 4_000;
      const source = cold('  a 999ms b 999ms c 1999ms d 10s |');
      const expected = '     7s t 7s |';
      expectObservable(source.pipe(phiAccrual({ ...learning, unless }))).toBe(expected, values);
    });
  });

  it('ends a suspicion that has got an excuse', () => {
    marbles(({ cold, expectObservable }) => {
      const unless = held(cold, '3500ms x 1s y');
      const source = cold('  9s |');
      const expected =
        '     1s 1 999ms 2 999ms 3 999ms 0 999ms a 999ms b 999ms c 500ms 3 498ms d 999ms |';
      expectObservable(source.pipe(phiAccrual({ ...linear, unless }))).toBe(expected, {
        ...values,
        a: level(0.0499),
        b: level(0.1499),
        c: level(0.2499),
        d: level(0.3499),
      });
    });
  });

  it('errors with what its excuse throws', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a          ');
      const subscription = ' ^!          ';
      const expected = '     -#          ';
      const unless = (): boolean => {
        throw new Error('no');
      };
      const result = source.pipe(phiAccrual({ unless }));
      expectObservable(result).toBe(expected, undefined, new Error('no'));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('passes an error on, and stops', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('  a 1500ms   # ');
      const expected = '     1s 1 500ms # ';
      expectObservable(source.pipe(phiAccrual(linear))).toBe(expected, values);
    });
  });

  it('begins afresh with each subscription', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold('                                 a 1999ms b 1499ms |');
      const expected = '                                    3s x 3499ms x 499ms |';
      const result = source.pipe(phiAccrual({ ...learning, every: 3_000 }), repeat(2));
      // Learned in each: 1,250, which is of the first estimate, and 2,000.
      expectObservable(result).toBe(expected, { x: level(1_000 / 1_625 / Math.LN10) });
    });
  });

  it.each([
    ['a suspicion', 1, '             ', '3s (3|)          ', '1s 1 2s 0        '],
    ['what ends one', 2, '5500ms a', '3s 3 2499ms (0|) ', '1s 1 4s 1 600ms 0'],
  ])('may be left at %s, and leaves no timer', (_, count, items, expected, timers) => {
    marbles(({ cold, expectObservable, expectTimers, scheduler }) => {
      const operator = phiAccrual({ ...linear, every: 0, scheduler });
      expectObservable(cold(items).pipe(operator, take(count))).toBe(expected, values);
      expectTimers(timers);
    });
  });

  it('survives a synchronous source', () => {
    marbles(({ cold, expectObservable }) => {
      const source = concat(of('a', 'b', 'c'), cold('3500ms |'));
      const expected = '3s 3 499ms |';
      expectObservable(source.pipe(phiAccrual({ ...linear, every: 0 }))).toBe(expected, values);
      expectObservable(of('a', 'b', 'c').pipe(phiAccrual())).toBe('|');
    });
  });

  it('never learns more than what was expected when nothing comes at all', () => {
    marbles(({ expectObservable }) => {
      const whether = NEVER.pipe(
        phiAccrual({ every: 0 }),
        map((level) => level >= 8),
      );
      expectObservable(whether, '^ 2400ms !').toBe('2307ms x', { x: true });
    });
  });

  describe('when our own event loop has stalled', () => {
    /** What is learned from an interval of 1 s, in which there may have been a stall: three times that, or three times 1 s. */
    function patience(intervals: [stall: number, length: number][]): number {
      const time = new LateTime();
      const items = new Subject<void>();
      let suspectAt: number | undefined;
      items.pipe(phiAccrual({ ...learning, scheduler: time })).subscribe((level) => {
        if (level > 0) suspectAt ??= time.clock;
      });
      items.next();
      for (const [stall, length] of intervals) {
        const end = time.clock + length;
        if (stall > 0) time.fire(time.clock + stall);
        while (time.clock < end) time.fire(Math.min(end, time.clock + 100));
        items.next();
      }
      const last = time.clock;
      while (suspectAt === undefined) time.fire(time.clock + 10, 6);
      return suspectAt - last;
    }

    it('learns nothing from an interval with a stall in it', () => {
      expect(
        patience([
          [0, 2_000],
          [0, 2_000],
        ]),
      ).toBe(6_000);
      expect(
        patience([
          [0, 1_000],
          [300, 2_000],
          [250, 2_000],
        ]),
      ).toBe(3_000);
    });

    it('learns from one in which it was late a little', () => {
      expect(
        patience([
          [150, 2_000],
          [130, 2_000],
        ]),
      ).toBe(6_000);
    });

    it('takes the next sample when it is due, although one was late', () => {
      const time = new LateTime();
      const levels: number[] = [];
      NEVER.pipe(phiAccrual({ ...linear, scheduler: time })).subscribe((level) => {
        levels.push(level);
      });
      for (const clock of [1_100, 1_500, 2_000, 2_500]) time.fire(clock);
      expect(levels).toEqual([level(0.11), level(0.2)]);
    });

    it('hears what waits before it calls the peer suspect', () => {
      const time = new LateTime();
      const items = new Subject<void>();
      const levels: number[] = [];
      const options = { ...linear, every: 1_000, scheduler: time };
      items.pipe(phiAccrual(options)).subscribe((level) => levels.push(level));
      time.fire(900);
      time.fire(5_000, 3);
      items.next();
      time.fire(5_000, 6);
      time.fire(6_000, 6);
      expect(levels).toEqual([level(0.1)]);
    });
  });

  it.each([
    ['every', { every: -1 }],
    ['every', { every: NaN }],
    ['unless', { unless: {} as never }],
  ])('refuses a bad %s', (option, options) => {
    expect(() => phiAccrual(options)).toThrow(OptionError);
    expect(() => phiAccrual(options)).toThrow(option);
  });
});
