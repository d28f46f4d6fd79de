import {
  concat,
  config,
  EMPTY,
  finalize,
  merge,
  NEVER,
  Observable,
  of,
  repeat,
  ReplaySubject,
  retry,
  Subject,
  Subscriber,
  take,
  takeUntil,
  timeout,
  TimeoutError,
  UnsubscriptionError,
} from 'rxjs';
import { ConnectionError, idleTimeout, IdleTimeoutError, type LivenessEvent } from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { LateTime } from '../support/LateTime';
import { ManualTime } from '../support/ManualTime';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

const idle = (deadline: 'first' | 'each', limit: number, silence?: number): IdleTimeoutError =>
  new IdleTimeoutError(deadline, limit, silence, 0);

describe('idleTimeout', () => {
  it('errors when the limit has passed since the last item', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a-b------c');
      const subscription = ' ^-----!   ';
      const expected = '     a-b---#   ';
      expectObservable(source.pipe(idleTimeout(4))).toBe(expected, undefined, idle('each', 4, 4));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('waits anew with each item, up to the last frame of the limit', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ---a---b--c---d----e');
      const subscription = ' ^-----------------! ';
      const expected = '     ---a---b--c---d---# ';
      expectObservable(source.pipe(idleTimeout(4))).toBe(expected, undefined, idle('each', 4, 4));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('lets an item of the very frame of the limit count', () => {
    marbles(({ hot, expectObservable }) => {
      const source = hot('--a---b---c|');
      const expected = '  --a---b---c|';
      expectObservable(source.pipe(idleTimeout(4))).toBe(expected);
    });
  });

  it('says which limit it was, for how long there was silence, and that it is a timeout', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' -ab-----');
      const expected = '    -ab----#';
      const fields = {
        name: 'IdleTimeoutError',
        code: 'ERR_IDLE_TIMEOUT',
        deadline: 'each',
        limit: 5,
        sinceLastActivity: 5,
        info: { meta: undefined, seen: 2, lastValue: null },
      };
      const result = source.pipe(idleTimeout({ first: 9, each: 5 }));
      for (const error of [
        expect.any(ConnectionError),
        expect.any(TimeoutError),
        expect.objectContaining(fields),
      ] as unknown[])
        expectObservable(result).toBe(expected, undefined, error);
    });
  });

  describe('first', () => {
    it('is the limit of the first item alone: shorter', () => {
      marbles(({ cold, expectObservable }) => {
        const late = cold('   ---a       ');
        const expectedLate = '--#        ';
        const early = cold('  -a-----b   ');
        const expected = '    -a----#    ';
        const operator = idleTimeout({ first: 2, each: 5 });
        expectObservable(late.pipe(operator)).toBe(expectedLate, undefined, idle('first', 2));
        expectObservable(early.pipe(operator)).toBe(expected, undefined, idle('each', 5, 5));
      });
    });

    it('is the limit of the first item alone: longer', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold('------a---b  ');
        const expected = '   ------a-#   ';
        const operator = idleTimeout({ first: 7, each: 2 });
        expectObservable(source.pipe(operator)).toBe(expected, undefined, idle('each', 2, 2));
      });
    });

    it('may be all that there is, or off', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold('   ---a---------b|');
        const only = '          ---a---------b|';
        const tooLate = '       --#            ';
        const off = '           ---a--#        ';
        expectObservable(source.pipe(idleTimeout({ first: 4 }))).toBe(only);
        expectObservable(source.pipe(idleTimeout({ first: 2 }))).toBe(
          tooLate,
          undefined,
          idle('first', 2),
        );
        expectObservable(source.pipe(idleTimeout({ first: 0, each: 3 }))).toBe(
          off,
          undefined,
          idle('each', 3, 3),
        );
      });
    });
  });

  it('is no more than a pass-through without limits', () => {
    expect(idleTimeout(0)(NEVER)).toBe(NEVER);
    expect(idleTimeout({ each: Infinity, first: 0 })(NEVER)).toBe(NEVER);
  });

  describe('unless', () => {
    it('asks a function when the limit has passed, and again when it has passed once more', () => {
      marbles(({ cold, expectObservable }) => {
        let isExcused = false;
        const asked: number[] = [];
        const source = cold(' a-----------        ');
        script(cold, '        --y----------n      ', {
          y: () => (isExcused = true),
          n: () => (isExcused = false),
        });
        //                        y   y   y   n
        const expected = '    a---------------#   ';
        const unless = (): boolean => asked.push(1) > 0 && isExcused;
        expectObservable(source.pipe(idleTimeout({ each: 4, unless }))).toBe(
          expected,
          undefined,
          idle('each', 4, 16),
        );
      });
    });

    it('judges by what a function says at that time, whatever it has said before', () => {
      marbles(({ cold, expectObservable }) => {
        let isExcused = false;
        const source = cold(' a-------');
        script(cold, '        -yn-----', {
          y: () => (isExcused = true),
          n: () => (isExcused = false),
        });
        const expected = '    a---#   ';
        expectObservable(source.pipe(idleTimeout({ each: 4, unless: () => isExcused }))).toBe(
          expected,
          undefined,
          idle('each', 4, 4),
        );
      });
    });

    it('is suspended while the connection is held, and starts afresh when it is released', () => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        const source = cold(' a-----------        ');
        script(cold, '        --h------r          ', {
          h: () => fake.hold(),
          r: () => fake.release(),
        });
        const expected = '    a------------#      ';
        expectObservable(source.pipe(idleTimeout({ each: 4, unless: fake }))).toBe(
          expected,
          undefined,
          idle('each', 4, 13),
        );
      });
    });

    it.each([
      { deeds: '--h-r     ', expected: 'a-------# ', why: 'released at the last frame' },
      { deeds: '----h-r   ', expected: 'a---------#', why: 'held at the last frame' },
      { deeds: '-hr       ', expected: 'a-----#   ', why: 'released before' },
      { deeds: '-hr-hr    ', expected: 'a--------#', why: 'held again and again' },
    ])('is suspended by a hold: $why', ({ deeds, expected }) => {
      marbles(({ cold, expectObservable }) => {
        const fake = fakeWritable();
        script(cold, deeds, {
          h: () => fake.hold(),
          r: () => fake.release(),
        });
        const source = cold('  a-----------');
        expectObservable(source.pipe(idleTimeout({ each: 4, unless: fake }))).toBe(
          expected,
          undefined,
          expect.any(IdleTimeoutError),
        );
      });
    });

    it('passes on what it throws, and leaves no timer', () => {
      marbles(({ expectObservable, expectTimers, scheduler }) => {
        const expected = '----# 100ms -';
        const timers = '  -1---0 99ms 0';
        const unless = (): boolean => {
          throw new Error('unless');
        };
        const result = NEVER.pipe(idleTimeout({ each: 4, unless, scheduler }));
        expectObservable(result).toBe(expected, undefined, new Error('unless'));
        expectTimers(timers);
      });
    });

    it('may unsubscribe, and leaves no timer', () => {
      marbles(({ expectObservable, expectTimers, scheduler }) => {
        const left = new Subject<void>();
        const expected = '----| ';
        const timers = '  -1---0';
        const unless = (): boolean => {
          left.next();
          return true;
        };
        const operator = idleTimeout({ each: 4, unless, scheduler });
        expectObservable(NEVER.pipe(operator, takeUntil(left))).toBe(expected);
        expectTimers(timers);
      });
    });
  });

  describe('counts', () => {
    it('says which items are a sign of life; the others pass', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold(' a-xax-x---');
        const expected = '    a-xax-x#  ';
        const counts = (item: string): boolean => item === 'a';
        expectObservable(source.pipe(idleTimeout({ each: 4, counts }))).toBe(
          expected,
          undefined,
          idle('each', 4, 4),
        );
      });
    });

    it('makes what comes first the first only if it counts', () => {
      marbles(({ cold, expectObservable }) => {
        const source = cold(' -x-------');
        const expected = '    -x-#     ';
        const operator = idleTimeout({ first: 3, each: 9, counts: () => false });
        expectObservable(source.pipe(operator)).toBe(expected, undefined, idle('first', 3));
      });
    });

    it('may end the pipeline, and then nothing is told nor passes', () => {
      const stopped = jest.fn();
      config.onStoppedNotification = stopped;
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const left = new Subject<void>();
        const events = new ReplaySubject<LivenessEvent>(Infinity);
        const source = cold('  --a-');
        const subscription = ' ^-! ';
        const expected = '     --| ';
        const told = '         ----';
        const counts = (): boolean => {
          left.next();
          return true;
        };
        const operator = idleTimeout<string>({ each: 4, counts, events });
        expectObservable(source.pipe(operator, takeUntil(left))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subscription);
        expectObservable(events).toBe(told);
      });
      config.onStoppedNotification = null;
      expect(stopped).not.toHaveBeenCalled();
    });

    it('ends the pipeline by what it throws, and the item does not pass', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  -a-b-');
        const subscription = ' ^--! ';
        const expected = '     -a-# ';
        const counts = (item: string): boolean => {
          if (item === 'b') throw new Error('counts');
          return true;
        };
        expectObservable(source.pipe(idleTimeout({ each: 4, counts }))).toBe(
          expected,
          undefined,
          new Error('counts'),
        );
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });
  });

  describe('with', () => {
    it('makes what follows instead of the error, once the source is left', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a-----b     ');
        const left = '         ^---!       ';
        const rest = cold('        -x-----|');
        const taken = '        ----^------!';
        const expected = '     a----x-----|';
        const operator = idleTimeout({ each: 4, with: () => rest });
        expectObservable(source.pipe(operator)).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(left);
        expectSubscriptions(rest.subscriptions).toBe(taken);
      });
    });

    it('is given the error, may be anything that is observable, and the death is told', () => {
      marbles(({ cold, expectObservable }) => {
        const events = new ReplaySubject<LivenessEvent>(Infinity);
        const source = cold(' a           ');
        const expected = '    a---(ef|)   ';
        const told = '        a---d       ';
        const error = idle('each', 4, 4);
        const operator = idleTimeout({ each: 4, events, with: (dead) => [dead.limit, 'f'] });
        expectObservable(source.pipe(operator)).toBe(expected, { a: 'a', e: 4, f: 'f' });
        expectObservable(events).toBe(told, {
          a: { type: 'alive', at: 0 },
          d: { type: 'dead', at: 4, error },
        });
      });
    });

    it('ends the pipeline by what it throws', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  a     ');
        const subscription = ' ^---! ';
        const expected = '     a---# ';
        const operator = idleTimeout({
          each: 4,
          with: (): Observable<never> => {
            throw new Error('with');
          },
        });
        expectObservable(source.pipe(operator)).toBe(expected, undefined, new Error('with'));
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });

    it('is unsubscribed with the whole, and not asked when that is over already', () => {
      const instead = jest.fn(() => EMPTY);
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const rest = cold('       -x-----|');
        const taken = '       ----^-!     ';
        const unsubscribe = ' ------!     ';
        const expected = '    -----x-     ';
        const over = '        ----|       ';
        const left = new Subject<void>();
        const events = { next: () => left.next() };
        const operator = idleTimeout({ each: 4, with: () => rest });
        expectObservable(NEVER.pipe(operator), unsubscribe).toBe(expected);
        expectSubscriptions(rest.subscriptions).toBe(taken);
        const asking = idleTimeout({ each: 4, with: instead, events });
        expectObservable(NEVER.pipe(asking, takeUntil(left))).toBe(over);
      });
      expect(instead).not.toHaveBeenCalled();
    });
  });

  it('starts afresh for each subscription', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a----            ');
      const first = '        ^---!             ';
      const second = '       ----^---!         ';
      const third = '        --------^---!     ';
      const expected = '     -a---a---a--#     ';
      expectObservable(source.pipe(idleTimeout(3), retry(2))).toBe(
        expected,
        undefined,
        idle('each', 3, 3),
      );
      expectSubscriptions(source.subscriptions).toBe([first, second, third]);
    });
  });

  it('starts afresh when the source is repeated', () => {
    marbles(({ cold, expectObservable }) => {
      const source = cold(' --a-|           ');
      const expected = '    --a---a---a-|   ';
      expectObservable(source.pipe(idleTimeout(3), repeat(3))).toBe(expected);
    });
  });

  it('survives a synchronous source, and one that goes on after it', () => {
    marbles(({ expectObservable }) => {
      expectObservable(of('a', 'b').pipe(idleTimeout(4))).toBe('(ab|)');
      expectObservable(concat(of('a', 'b'), NEVER).pipe(idleTimeout(4))).toBe(
        '(ab)#',
        undefined,
        idle('each', 4, 4),
      );
      expectObservable(NEVER.pipe(idleTimeout(4), take(1)), '^--!').toBe('----');
    });
  });

  it.each(['a-b-|', 'a-b-#'])(
    'passes the completion and the error of the source, and then keeps no timer: %s',
    (ends) => {
      marbles(({ cold, expectObservable, expectTimers, scheduler }) => {
        const timers = '1-1-0';
        const operator = idleTimeout<string>({ each: 4, scheduler });
        expectObservable(cold(ends).pipe(operator)).toBe(ends);
        expectTimers(timers);
      });
    },
  );

  it('may be unsubscribed in next', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a-b-c-d');
      const subscription = ' ^-!    ';
      const expected = '     a-(b|) ';
      expectObservable(source.pipe(idleTimeout(4), take(2))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('errors with what the source throws as it is left, as rxjs` timeout does', () => {
    marbles(({ expectObservable }) => {
      const events = new ReplaySubject<LivenessEvent>(1);
      const source = new Observable(() => () => {
        throw new Error('teardown');
      });
      const expected = '----#';
      // The peer is dead all the same.
      const told = '    ----d';
      const error = expect.objectContaining({
        name: 'UnsubscriptionError',
        errors: [new Error('teardown')],
      }) as unknown;
      const result = source.pipe(idleTimeout({ each: 4, events }));
      expectObservable(result).toBe(expected, undefined, error);
      expectObservable(source.pipe(timeout({ each: 4 }))).toBe(expected, undefined, error);
      expectObservable(events).toBe(told, {
        d: { type: 'dead', at: 4, error: idle('first', 4) },
      });
    });
  });

  it('leaves the source before what stands behind that, and all of it although some throws', () => {
    const order: string[] = [];
    const source = new Subject<string>();
    const leave = source.pipe(
      finalize(() => order.push('source')),
      finalize(() => {
        order.push('behind');
        throw new Error('teardown');
      }),
      idleTimeout(1_000),
      finalize(() => order.push('last')),
    );
    const subscription = leave.subscribe();
    expect(() => subscription.unsubscribe()).toThrow(UnsubscriptionError);
    expect(order).toEqual(['source', 'behind', 'last']);
    expect(source.observed).toBe(false);
  });

  it('judges at once after a stall of our own, when all that waited has been heard', () => {
    const time = new LateTime();
    const error = jest.fn();
    NEVER.pipe(idleTimeout({ each: 1_000, scheduler: time })).subscribe({ error });
    time.fire(3_000, 4);
    expect(error).not.toHaveBeenCalled();
    time.fire();
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('waits for parts of a ms that only rounding makes', () => {
    for (const limit of [0.1, 0.3, 33.3, 1_000 / 3])
      marbles(({ cold }) => {
        let asked = 0;
        const unless = (): boolean => {
          expect(++asked).toBeLessThan(20);
          return false;
        };
        const error = jest.fn();
        cold('1s a')
          .pipe(
            idleTimeout({ first: 2_000, each: limit, unless }),
            finalize(() => expect(error).toHaveBeenCalledTimes(1)),
          )
          .subscribe({ error });
      });
    expect.hasAssertions();
  });

  it('survives a subscriber that is closed already, and sets no timer for it', () => {
    const time = new ManualTime();
    const torn = jest.fn();
    const next = jest.fn();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way to make one
    const subscriber = new Subscriber<unknown>();
    subscriber.unsubscribe();
    new Observable(() => torn)
      .pipe(idleTimeout({ each: 4, scheduler: time, events: { next } }))
      .subscribe(subscriber);
    expect(torn).toHaveBeenCalledTimes(1);
    expect(time.actions).toHaveLength(0);
  });

  describe('events', () => {
    it('are the first sign of life and the death, which comes before the error', () => {
      marbles(({ cold, expectObservable }) => {
        const events = new Subject<LivenessEvent>();
        const source = cold(' -xa---b---    ');
        const expected = '    -xa---b---#   ';
        const withTold = '    -x(ta)b---(d#)';
        const counts = (item: string): boolean => item !== 'x';
        const error = idle('each', 4, 4);
        const values = {
          x: 'x',
          t: { type: 'alive', at: 2 },
          a: 'a',
          b: 'b',
          d: { type: 'dead', at: 10, error },
        };
        const untold = idleTimeout<string>({ each: 4, counts, events: undefined });
        const told = idleTimeout<string>({ each: 4, counts, events });
        expectObservable(source.pipe(untold)).toBe(expected, undefined, error);
        expectObservable(merge(events, source.pipe(told))).toBe(withTold, values, error);
      });
    });

    it('may end the pipeline, and then nothing passes and no timer is left', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, expectTimers, scheduler }) => {
        const left = new Subject<void>();
        const source = cold('  --a-');
        const subscription = ' ^-! ';
        const expected = '     --| ';
        const timers = '       -1-0';
        const events = { next: () => left.next() };
        const operator = idleTimeout<string>({ each: 4, first: 3, scheduler, events });
        expectObservable(source.pipe(operator, takeUntil(left))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subscription);
        expectTimers(timers);
      });
    });

    it.each(['alive', 'localStall', 'dead'])('end the pipeline by a throw at %s', (at) => {
      const time = new LateTime();
      const source = new Subject<string>();
      const [next, error] = [jest.fn(), jest.fn()];
      const events = {
        next({ type }: LivenessEvent) {
          if (type === at) throw new Error(type);
        },
      };
      source.pipe(idleTimeout({ each: 1_000, events, scheduler: time })).subscribe({ next, error });
      source.next('a');
      time.fire(3_000, 10);
      expect(next).toHaveBeenCalledTimes(at === 'alive' ? 0 : 1);
      expect(error.mock.calls).toEqual([[new Error(at)]]);
      expect(time.waiting).toBe(0);
      expect(source.observed).toBe(false);
    });
  });

  it.each([
    [-1, 'each'],
    [NaN, 'each'],
    [2 ** 31, 'each'],
    [{ first: -1 }, 'first'],
    [{ each: '5' }, 'each'],
    [{ each: 5, unless: {} }, 'unless'],
    [{ each: 5, unless: null }, 'unless'],
  ])('refuses %j at the call', (options, option) => {
    expect(() => idleTimeout(options as number)).toThrow(
      expect.objectContaining({ option }) as Error,
    );
  });
});
