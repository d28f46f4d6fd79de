import { AssertionError } from 'node:assert';
import {
  asapScheduler,
  asyncScheduler,
  auditTime,
  bufferCount,
  bufferTime,
  catchError,
  concat,
  concatMap,
  config,
  debounceTime,
  defer,
  delay,
  distinct,
  distinctUntilChanged,
  EMPTY,
  endWith,
  exhaustMap,
  filter,
  finalize,
  groupBy,
  identity,
  ignoreElements,
  map,
  mergeMap,
  type MonoTypeOperatorFunction,
  NEVER,
  Observable,
  observeOn,
  type Observer,
  of,
  type OperatorFunction,
  pairwise,
  sampleTime,
  scan,
  type SchedulerLike,
  share,
  startWith,
  retry,
  repeat,
  shareReplay,
  Subscriber,
  Subscription,
  switchMap,
  take,
  takeLast,
  takeUntil,
  tap,
  throttleTime,
  throwError,
  timeout,
  timer,
  timestamp,
  windowCount,
} from 'rxjs';
import { operatorLaws, type OperatorLawsOptions } from 'rxjs-sockets/testing';

type Operator = (scheduler?: SchedulerLike) => MonoTypeOperatorFunction<string>;
type AnyOperator = (scheduler?: SchedulerLike) => OperatorFunction<string, unknown>;
type Options = Partial<OperatorLawsOptions<string>>;

let items = 0;
const item = (): string => `item ${items++}`;
const passes = { passes: true };

/** The names of the laws that an operator breaks. */
function broken(operator: AnyOperator, options: Options): string[] {
  const laws = operatorLaws('it', operator, { item, ...options });
  return laws.filter(({ check }) => failureOf(check)).map(({ name }) => name.slice('it: '.length));
}

function failureOf(check: () => void): unknown {
  try {
    check();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Passes all on to a subscriber, but for what is done otherwise. */
const to = (behind: Subscriber<string>, otherwise: Partial<Observer<string>> = {}) => ({
  next: (value: string) => behind.next(value),
  error: (error: unknown) => behind.error(error),
  complete: () => behind.complete(),
  ...otherwise,
});

/** A subscriber that isn't over when it has been told the end. */
class Between extends Subscriber<string> {
  constructor(protected readonly behind: Observer<string>) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as operators do
    super();
  }

  override next(value: string): void {
    this.behind.next(value);
  }

  override error(error: unknown): void {
    this.behind.error(error);
  }

  override complete(): void {
    this.behind.complete();
    this.unsubscribe();
  }
}

/** A subscriber that is over with the one behind it, and may hand it items in a way of its own. */
function linked(behind: Subscriber<string>, next?: (value: string) => void): Between {
  const between = new Between(behind);
  behind.add(between);
  if (next) between.next = next;
  return between;
}

class ClosedTooEarly extends Between {
  override complete(): void {
    this.closed = true;
    super.complete();
  }
}

/** Is over with the one behind it, and has a timer until then. */
class WithTimer extends Subscriber<string> {
  private readonly timer: Subscription;

  constructor(behind: Subscriber<string>, scheduler: SchedulerLike) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- as operators do
    super(behind);
    this.timer = scheduler.schedule(() => undefined, 500);
  }

  override unsubscribe(): void {
    // The one behind may have been over before there is a timer.
    (this.timer as Subscription | undefined)?.unsubscribe();
    super.unsubscribe();
  }
}

const ERRORS = 'errors pass, behind an item too';
const LEFT = 'a synchronous source without an end is left in next';
const ENDED = 'a subscriber that has ended already gets nothing';
const TIMERS = 'timers are cleared, however it ends';
const SYNC_TIMERS =
  'no timer is set for a synchronous source that has ended, nor left by one that throws';
const REENTRANT = 'items that come while one is taken pass as well';
const AGAIN = 'a second subscription, after the first has ended, does the same again';

let count = 990;

/** Which operator has a source. */
const owners = new WeakMap<object, object>();

interface Mistake {
  readonly law: string;
  readonly mistake: string;
  readonly operator: Operator;
  readonly options?: Options;
  /** What can't be had without breaking these. */
  readonly also?: string[];
}

const mistakes: Mistake[] = [
  {
    law: 'errors pass',
    mistake: 'takes some for an end',
    operator: () => catchError((e: unknown) => (e instanceof Error ? throwError(() => e) : EMPTY)),
    options: passes,
  },
  {
    law: ERRORS,
    mistake: 'takes one for an end when it has had something',
    operator: () => (source) =>
      defer(() => {
        let hasItem = false;
        return source.pipe(
          tap(() => (hasItem = true)),
          catchError((error: unknown) => (hasItem ? EMPTY : throwError(() => error))),
        );
      }),
    options: passes,
  },
  {
    law: 'completion passes when nothing is running',
    mistake: 'never ends',
    operator: () => (source) => concat(source, NEVER),
  },
  {
    law: 'the source is unsubscribed when it has ended',
    mistake: 'takes a source that has failed for one that is gone',
    operator: () => (source) =>
      new Observable((subscriber) => {
        let hasFailed = false;
        const between = new Between(
          to(subscriber, {
            error(error: unknown) {
              hasFailed = true;
              subscriber.error(error);
            },
          }),
        );
        subscriber.add(() => {
          if (!hasFailed) between.unsubscribe();
        });
        source.subscribe(between);
      }),
    options: passes,
  },
  {
    law: 'what a source adds is done once, also when it has ended before it returns more',
    mistake: 'is closed before it does what was added',
    operator: () => (source) =>
      new Observable((subscriber) => {
        const between = new ClosedTooEarly(subscriber);
        subscriber.add(between);
        source.subscribe(between);
      }),
    options: passes,
  },
  {
    law: 'nothing is subscribed before there is a subscriber',
    mistake: 'works until it is left',
    operator: () => (source) => {
      let isLeft = false;
      return defer(() =>
        isLeft ? NEVER : source.pipe(tap({ unsubscribe: () => (isLeft = true) })),
      );
    },
    options: passes,
  },
  {
    law: 'unsubscription reaches the source once, with an item under way too',
    mistake: 'stays while it is at work',
    operator: () => (source) =>
      new Observable((subscriber) => {
        let isAtWork = false;
        const subscription = source.subscribe(to(subscriber, { next: () => (isAtWork = true) }));
        return () => {
          if (!isAtWork) subscription.unsubscribe();
        };
      }),
    also: [TIMERS],
  },
  {
    law: 'unsubscription reaches the source once, with an item under way too',
    mistake: 'has enough',
    operator: () => take(1),
    also: [ERRORS],
  },
  {
    law: 'a synchronous source is survived',
    mistake: 'is not ready for a second item while it subscribes',
    operator: () => (source) =>
      new Observable((subscriber) => {
        let count = 0;
        let isReady = false;
        const subscription = source.subscribe(
          linked(subscriber, () => {
            if (!isReady && ++count > 1) subscriber.error(new Error('too early'));
          }),
        );
        isReady = true;
        return subscription;
      }),
  },
  {
    law: 'unsubscription from inside the source is survived',
    mistake: 'throws at being left while the source emits',
    operator: () => (source) =>
      new Observable((subscriber) => {
        let isReady = false;
        let last: number | undefined;
        const next = (): void => {
          if (isReady) last = asyncScheduler.now();
        };
        const subscription = source.subscribe(to(subscriber, { next }));
        isReady = true;
        return () => {
          subscription.unsubscribe();
          if (last === asyncScheduler.now()) throw new Error('too early');
        };
      }),
    also: [ERRORS, TIMERS],
  },
  {
    law: LEFT,
    mistake: 'changes items, and knows whom to leave only later',
    operator: () => (source) =>
      new Observable((subscriber) =>
        source.subscribe(to(subscriber, { next: (value) => subscriber.next(value.toUpperCase()) })),
      ),
  },
  {
    law: LEFT,
    mistake: 'knows whom to leave only later',
    operator: () => (source) => new Observable((subscriber) => source.subscribe(to(subscriber))),
    options: passes,
  },
  {
    law: ENDED,
    mistake: 'sets a timer for it',
    operator:
      (scheduler = asyncScheduler) =>
      (source) =>
        new Observable((subscriber) => {
          source.subscribe(new WithTimer(subscriber, scheduler));
        }),
    options: { ...passes, timers: 1 },
  },
  {
    law: AGAIN,
    mistake: 'has one last item for all subscribers',
    operator: () => {
      let last: string | undefined;
      return filter((each) => each !== last && ((last = each), true));
    },
  },
  {
    law: AGAIN,
    mistake: 'has one largest item for all subscribers',
    operator: () => {
      let largest = '';
      return filter((each) => each >= largest && ((largest = each), true));
    },
    options: { item: () => `item ${Math.random()}` },
  },
  {
    law: AGAIN,
    mistake: 'has one count for all who use it',
    operator: () => filter(() => count++ < 1000),
  },
  {
    law: AGAIN,
    mistake: 'keeps the rest for whoever comes next',
    operator: () => {
      const kept: string[] = [];
      return (source) =>
        source.pipe(
          filter((each) => kept.push(each) === 3),
          map(() => kept.splice(0).join()),
        );
    },
  },
  {
    law: AGAIN,
    mistake: 'stays busy when it was left at work',
    operator: (scheduler) => {
      let isBusy = false;
      return (source) =>
        source.pipe(
          filter(() => !isBusy),
          mergeMap((each) => {
            isBusy = true;
            return timer(500, scheduler).pipe(map(() => ((isBusy = false), each)));
          }),
        );
    },
  },
  {
    law: AGAIN,
    mistake: 'forgets that it has ended',
    operator: () => (source) => {
      let hasEnded = false;
      return defer(() =>
        hasEnded ? NEVER : source.pipe(tap({ complete: () => (hasEnded = true) })),
      );
    },
    options: passes,
  },
  {
    law: TIMERS,
    mistake: 'keeps one when it is left',
    operator:
      (scheduler = asyncScheduler) =>
      (source) =>
        defer(() => {
          const timer = scheduler.schedule(() => undefined, 500);
          const stop = (): void => timer.unsubscribe();
          return source.pipe(tap({ error: stop, complete: stop }));
        }),
    options: { timers: 1 },
    also: [ENDED],
  },
  {
    law: TIMERS,
    mistake: 'has one of which nobody knows',
    operator: () => timeout(500),
    options: passes,
  },
  {
    law: TIMERS,
    mistake: 'has none where one is needed',
    operator: () => identity,
    options: { timers: 1 },
  },
  {
    law: TIMERS,
    mistake: 'keeps one that an item has set',
    operator:
      (scheduler = asyncScheduler) =>
      (source) =>
        source.pipe(tap(() => scheduler.schedule(() => undefined, 500))),
    also: [SYNC_TIMERS],
  },
  {
    law: TIMERS,
    mistake: 'keeps one that an item has set when the source completes',
    operator:
      (scheduler = asyncScheduler) =>
      (source) =>
        defer(() => {
          const timers = new Subscription();
          return source.pipe(
            tap({
              next: () => timers.add(scheduler.schedule(() => undefined, 500)),
              error: () => timers.unsubscribe(),
              unsubscribe: () => timers.unsubscribe(),
            }),
          );
        }),
    also: [SYNC_TIMERS],
  },
  {
    law: SYNC_TIMERS,
    mistake: 'sets it when all is over',
    operator:
      (scheduler = asyncScheduler) =>
      (source) =>
        new Observable((subscriber) => {
          const timers: Subscription[] = [];
          subscriber.add(() => timers.pop()?.unsubscribe());
          source.subscribe(linked(subscriber));
          timers.push(scheduler.schedule(() => undefined, 500));
        }),
    options: { timers: 1 },
    also: [ENDED],
  },
  {
    law: 'items pass, in their order and none but them',
    mistake: 'gives the last again at the end',
    operator: () => (source) =>
      new Observable((subscriber) => {
        let last: string | undefined;
        // Linked, so that it is left in next.
        const between = new Between(subscriber);
        subscriber.add(between);
        between.next = (value) => subscriber.next((last = value));
        between.complete = () => {
          if (last !== undefined) subscriber.next(last);
          subscriber.complete();
        };
        source.subscribe(between);
      }),
    options: passes,
    also: [REENTRANT],
  },
  {
    law: 'items pass, in their order and none but them',
    mistake: 'loses the end once it has had an item',
    operator: () => (source) =>
      defer(() => {
        let hasItem = false;
        return concat(
          source.pipe(tap(() => (hasItem = true))),
          defer(() => (hasItem ? NEVER : EMPTY)),
        );
      }),
    options: passes,
    also: [REENTRANT],
  },
  {
    law: REENTRANT,
    mistake: 'drops what comes while it is busy',
    operator: () => (source) =>
      new Observable((subscriber) => {
        let isBusy = false;
        source
          .pipe(
            filter(() => !isBusy),
            tap(() => (isBusy = true)),
          )
          .subscribe(
            linked(subscriber, (value) => {
              subscriber.next(value);
              isBusy = false;
            }),
          );
      }),
    options: passes,
  },
  {
    law: 'two subscribers at a time get all items each',
    mistake: 'begins afresh for all when one comes',
    operator: () => {
      let last: string | undefined;
      return (source) =>
        defer(() => {
          last = undefined;
          return source.pipe(filter((each) => each !== last && ((last = each), true)));
        });
    },
    options: passes,
  },
  {
    law: 'a throw in next is reported, and hurts nobody else',
    mistake: 'gives a source to one at a time',
    operator: () => {
      const self = {};
      return (source) =>
        defer(() => {
          if (owners.has(source) && owners.get(source) !== self) return NEVER;
          owners.set(source, self);
          return source.pipe(finalize(() => owners.delete(source)));
        });
    },
    options: passes,
  },
];

/** Right ones, with what is to be said of them. */
const ofRxjs: Record<string, [AnyOperator, Options?]> = {
  auditTime: [() => auditTime(5)],
  bufferCount: [() => bufferCount(2)],
  catchError: [() => catchError((error: unknown) => throwError(() => error)), passes],
  concatMap: [() => concatMap((each) => of(each)), passes],
  'concatMap with delays': [() => concatMap((each) => timer(5).pipe(map(() => each)))],
  debounceTime: [() => debounceTime(5)],
  delay: [() => delay(5)],
  distinct: [() => distinct(), passes],
  distinctUntilChanged: [() => distinctUntilChanged(), passes],
  exhaustMap: [() => exhaustMap(() => timer(5))],
  filter: [() => filter(() => true), passes],
  'filter by the item': [() => filter((each) => each.charCodeAt(7) % 2 > 0)],
  finalize: [() => finalize(() => undefined), passes],
  groupBy: [() => groupBy((each) => each.length)],
  ignoreElements: [() => ignoreElements()],
  'map of random': [() => map(() => Math.random())],
  mergeMap: [() => mergeMap((each) => [each, each])],
  pairwise: [() => pairwise()],
  sampleTime: [() => sampleTime(5), { timers: 1 }],
  scan: [() => scan((all, each) => all + each, '')],
  share: [() => share(), passes],
  'shareReplay of the last': [() => shareReplay({ bufferSize: 1, refCount: true }), passes],
  'shareReplay of all': [() => shareReplay({ bufferSize: Infinity, refCount: true }), passes],
  switchMap: [() => switchMap((each) => timer(0, 2).pipe(map(() => each)))],
  takeUntil: [() => takeUntil(NEVER), passes],
  'takeUntil a timer': [() => takeUntil(timer(500)), { ...passes, timers: 1 }],
  tap: [() => tap(() => undefined), passes],
  throttleTime: [() => throttleTime(5)],
  timeout: [() => timeout({ first: 500, each: 50 }), { ...passes, timers: 1 }],
  timestamp: [() => timestamp()],
};

describe('operatorLaws', () => {
  it.each(mistakes)(
    '$law: found broken by what $mistake',
    ({ also = [], law, operator, options = {} }) => {
      expect(broken(operator, options).sort()).toEqual([law, ...also].sort());
    },
  );

  it('has no law that no mistake breaks', () => {
    const laws = operatorLaws('it', () => identity, { item, ...passes });
    const found = new Set(mistakes.map(({ law }) => `it: ${law}`));
    expect(laws.map(({ name }) => name)).toEqual([...found]);
  });

  it.each<[string, Operator, Options]>([
    ['passes all', () => identity, passes],
    ['passes something else', () => map((each) => each.toUpperCase()), {}],
    [
      'has a timer by a scheduler',
      (scheduler = asyncScheduler) => timeout({ each: 500, scheduler }),
      { timers: 1 },
    ],
    ['has a timer of rxjs', () => timeout(500), { ...passes, timers: 1 }],
    ['waits for the end', () => takeLast(1), {}],
    [
      'is made by hand, on an operator of rxjs',
      () => (source) =>
        new Observable((subscriber) => {
          source.pipe(map((each) => each.toUpperCase())).subscribe(subscriber);
        }),
      {},
    ],
  ])('is content with what %s', (_, operator, options) => {
    expect(broken(operator, options)).toEqual([]);
  });

  it.each(Object.entries(ofRxjs))('is content with %s of rxjs', (_, [operator, options = {}]) => {
    expect(broken(operator, options)).toEqual([]);
    expect(broken(operator, { ...options, item: () => `item ${Math.random()}` })).toEqual([]);
  });

  // All of them break other laws, as they say themselves.
  it.each<[string, AnyOperator]>([
    ['bufferTime', () => bufferTime(5)],
    ['endWith', () => endWith('more')],
    ['observeOn', () => observeOn(asyncScheduler)],
    ['repeat', () => repeat({ count: 3, delay: 5 })],
    ['retry', () => retry({ count: 3, delay: 5 })],
    ['share for a while', () => share({ resetOnComplete: () => timer(5) })],
    ['share until later', () => share({ resetOnRefCountZero: () => timer(5) })],
    ['shareReplay for good', () => shareReplay({ bufferSize: 1, refCount: false })],
    ['startWith', () => startWith('more')],
    ['take', () => take(1)],
    ['what never ends', () => mergeMap(() => timer(0, 500))],
    ['windowCount', () => windowCount(2)],
  ])('knows that %s of rxjs does the same again', (_, operator) => {
    expect(broken(operator, {})).not.toContain(AGAIN);
  });

  it.each<[string, Operator, string[]]>([
    [
      'subscribes early',
      () => (source) => {
        source.subscribe().unsubscribe();
        return source;
      },
      ['nothing is subscribed before there is a subscriber'],
    ],
    [
      'has one last item for all, by hand',
      () => {
        let last = '';
        return (source) =>
          new Observable((subscriber) =>
            source.subscribe(
              to(subscriber, {
                next(value) {
                  if (value <= last) subscriber.error(new Error('back'));
                  last = value;
                  subscriber.next(value);
                },
              }),
            ),
          );
      },
      [AGAIN],
    ],
    [
      'forgets to pass the error',
      () => (source) =>
        new Observable((subscriber) =>
          source.subscribe(to(subscriber, { error: () => undefined })),
        ),
      ['errors pass', 'errors pass, behind an item too'],
    ],
    [
      'subscribes twice',
      () => (source) =>
        new Observable((subscriber) => {
          subscriber.add(source.subscribe({ error: () => undefined }));
          source.subscribe(subscriber);
        }),
      ['nothing is subscribed before there is a subscriber'],
    ],
    [
      'never leaves the source',
      () => (source) =>
        new Observable((subscriber) => {
          source.subscribe(to(subscriber));
        }),
      ['unsubscription reaches the source once, with an item under way too', TIMERS, LEFT],
    ],
    [
      'waits by a timer of which its teardown knows nothing',
      () => (source) =>
        new Observable((subscriber) => {
          const next = (value: string): void => {
            timer(5).subscribe(() => subscriber.next(value));
          };
          source.subscribe(linked(subscriber, next));
        }),
      [TIMERS],
    ],
    ['adds something', () => endWith('more'), ['completion passes when nothing is running']],
    [
      'is reported from a scheduler',
      () => (source) =>
        defer(() => {
          asapScheduler.schedule(() => {
            throw new Error('nobody catches it');
          });
          return source;
        }),
      ['errors pass', 'a synchronous source is survived'],
    ],
  ])('finds what %s', (_, operator, laws) => {
    expect(broken(operator, {})).toEqual(expect.arrayContaining(laws));
  });

  it('says what is wrong, and what helps', () => {
    const laws = operatorLaws('leaky', () => timeout(500), { item });
    const failures = laws.map(({ check }) => failureOf(check)).filter((failure) => failure);
    expect(failures).toEqual([expect.any(AssertionError)]);
    expect(failures).toMatchObject([
      {
        message: expect.stringMatching(
          /^Timers and .+ `subscriber.add\(timer\)`.+\n\nTimers while it runs: say `timers: 1` if/,
        ) as string,
        actual: 1,
        expected: 0,
      },
    ]);
  });

  it('says what usually breaks a law beside what an operator throws itself', () => {
    const thrown = new TypeError('not a function');
    const operator: Operator = () => () => {
      throw thrown;
    };
    const laws = operatorLaws('it', operator, { item });
    const failures = laws.map(({ check }) => failureOf(check)).filter((failure) => failure);
    // One law is about a subscriber that isn't there any more to be told.
    expect(failures).toHaveLength(laws.length - 1);
    const message = expect.stringMatching(/^.+: usually .+\n\nnot a function$/) as string;
    expect(failures).toMatchObject(failures.map(() => ({ message, cause: thrown })));
  });

  it('checks a law as often as is wanted, each with a new operator', () => {
    const operator = jest.fn(() => share<string>());
    const [law] = operatorLaws('shared', operator, { item });
    law!.check();
    law!.check();
    expect(operator).toHaveBeenCalledTimes(2);
  });

  it('leaves what reports unhandled errors as it was', () => {
    const onUnhandledError = (): void => undefined;
    config.onUnhandledError = onUnhandledError;
    expect(broken(() => identity, passes)).toEqual([]);
    expect(config.onUnhandledError).toBe(onUnhandledError);
    config.onUnhandledError = null;
  });
});
