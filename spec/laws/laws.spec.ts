import {
  config,
  EMPTY,
  NEVER,
  Observable,
  of,
  type OperatorFunction,
  type SchedulerLike,
  Subject,
  take,
  throwError,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  frames,
  heartbeat,
  idleTimeout,
  lines,
  liveness,
  pacedBatch,
  pacedMap,
  phiAccrual,
  probe,
  raw,
  relayTo,
  respond,
  serveEach,
  writeTimeout,
} from 'rxjs-sockets';
import { fakeConnection } from '../support/fakeConnection';
import { fakeWritable } from '../support/fakeWritable';
import { holdable } from '../support/holdable';
import { ManualTime } from '../support/ManualTime';

/** An operator of the library, and an item that it can take. Each new operator gets a row here. */
interface Row {
  readonly name: string;
  readonly operator: (scheduler?: SchedulerLike) => OperatorFunction<never, unknown>;
  readonly item: () => unknown;
  /** It passes the item on, at once. */
  readonly passes?: boolean;
  /** How many timers it has while it runs. */
  readonly timers?: number;
}

/** An operator of the library that passes on what it sees of a connection. */
const watching = (
  name: string,
  timers: number,
  operator: (scheduler?: SchedulerLike) => OperatorFunction<unknown, unknown>,
): Row => ({ name, operator, item: () => 'item', passes: true, timers });

const rows: Row[] = [
  {
    name: 'serveEach',
    operator: () => serveEach(() => NEVER),
    item: fakeConnection,
  },
  {
    name: 'frames',
    operator: (scheduler) => frames(raw(), { incompleteFrameTimeout: 500, scheduler }),
    item: () => Buffer.from('item'),
    passes: true,
  },
  {
    name: 'lines',
    operator: () => lines(),
    item: () => Buffer.from('one\ntwo\n'),
  },
  {
    name: 'pacedMap',
    operator: () => pacedMap(holdable(), (item) => of(item), { high: 1 }),
    item: () => 'item',
    passes: true,
  },
  {
    name: 'pacedBatch',
    operator: () => pacedBatch(holdable(), (items) => items),
    item: () => 'item',
    passes: true,
  },
  {
    name: 'relayTo',
    operator: () => relayTo(Object.assign(fakeWritable(), { end() {}, reset() {} }), holdable()),
    item: () => 'item',
  },
  watching('idleTimeout', 1, (scheduler) => idleTimeout({ each: 500, first: 400, scheduler })),
  watching('idleTimeout with a margin', 1, (scheduler) =>
    idleTimeout({ each: 500, margin: {}, scheduler }),
  ),
  {
    name: 'phiAccrual',
    operator: (scheduler) => phiAccrual({ every: 500, scheduler }),
    item: () => 'item',
    timers: 1,
  },
  watching('heartbeat', 1, (scheduler) =>
    heartbeat(fakeWritable(), { every: 500, frame: 'B', scheduler }),
  ),
  watching('respond', 0, (scheduler) =>
    respond(fakeWritable(), { match: (item) => item === '?', reply: 'A', every: 500, scheduler }),
  ),
  watching('probe', 1, (scheduler) =>
    probe(fakeWritable(), { after: 500, frame: 'P', timeout: 500, scheduler }),
  ),
  watching('probe with a margin', 1, (scheduler) =>
    probe(fakeWritable(), { after: 500, margin: {}, frame: 'P', timeout: 500, scheduler }),
  ),
  watching('writeTimeout', 1, (scheduler) =>
    writeTimeout(fakeWritable(), { stall: 500, scheduler }),
  ),
  watching('liveness', 4, (scheduler) =>
    liveness(
      fakeWritable(),
      {
        send: { every: 500, frame: 'B' },
        answer: { match: (item) => item === '?', reply: 'A' },
        expect: { within: 500 },
        probe: { after: 400, frame: 'P', timeout: 500 },
        writeStall: 500,
        goodbye: 'G',
      },
      { scheduler },
    ),
  ),
];

/** What rxjs promises of an operator, whatever else it does. */
describe.each(rows)('the laws of operators: $name', ({ operator, item, passes, timers = 0 }) => {
  const apply = (source: Observable<unknown>, scheduler?: SchedulerLike): Observable<unknown> =>
    (source as Observable<never>).pipe(operator(scheduler));

  it('errors pass', () => {
    new TestScheduler((actual, expected) => {
      expect(actual).toEqual(expected);
    }).run(({ cold, expectObservable }) => {
      expectObservable(apply(cold('---#'))).toBe('---#');
    });
  });

  it('completion passes when nothing is running', () => {
    new TestScheduler((actual, expected) => {
      expect(actual).toEqual(expected);
    }).run(({ cold, expectObservable }) => {
      expectObservable(apply(cold('---|'))).toBe('---|');
    });
  });

  it('nothing is subscribed before there is a subscriber', () => {
    let subscriptions = 0;
    const source = new Observable(() => {
      subscriptions++;
    });
    const result = apply(source);
    expect(subscriptions).toBe(0);
    result.subscribe().unsubscribe();
    result.subscribe().unsubscribe();
    expect(subscriptions).toBe(2);
  });

  it('unsubscription reaches the source once, with an item under way too', () => {
    for (const items of [[], [item()]]) {
      const torn = jest.fn();
      const source = new Observable((subscriber) => {
        for (const each of items) subscriber.next(each);
        return torn;
      });
      const subscription = apply(source).subscribe();
      expect(torn).not.toHaveBeenCalled();
      subscription.unsubscribe();
      subscription.unsubscribe();
      expect(torn).toHaveBeenCalledTimes(1);
    }
  });

  it('the source is unsubscribed when it has ended', () => {
    for (const last of [EMPTY, throwError(() => new Error('over'))]) {
      const torn = jest.fn();
      const source = new Observable((subscriber) => {
        subscriber.add(last.subscribe(subscriber));
        return torn;
      });
      apply(source).subscribe({ error: () => undefined });
      expect(torn).toHaveBeenCalledTimes(1);
    }
  });

  it('what a source adds is done once, also when it has ended before it returns more', () => {
    const torn = jest.fn();
    const source = new Observable((subscriber) => {
      subscriber.add({ unsubscribe: torn });
      subscriber.complete();
      return () => undefined;
    });
    apply(source).subscribe();
    expect(torn).toHaveBeenCalledTimes(1);
  });

  it('a synchronous source is survived', () => {
    const error = jest.fn();
    const subscription = apply(of(item(), item(), item())).subscribe({ error });
    subscription.unsubscribe();
    expect(error).not.toHaveBeenCalled();
  });

  it('unsubscription from inside the source is survived', () => {
    const source = new Subject<unknown>();
    const subscription = apply(source).subscribe();
    const first = item();
    source.subscribe(() => subscription.unsubscribe());
    source.next(first);
    source.next(item());
    expect(subscription.closed).toBe(true);
    expect(source.observed).toBe(true);
  });

  it('timers are cleared, however it ends', () => {
    for (const way of ['complete', 'error', 'unsubscribe', 'unsubscribe in next'] as const) {
      const time = new ManualTime();
      const left = (): number => time.actions.filter(({ closed }) => !closed).length;
      const source = new Subject<unknown>();
      const subscription = apply(source, time).subscribe({
        next: () => {
          if (way === 'unsubscribe in next') subscription.unsubscribe();
        },
        error: () => undefined,
      });
      expect(left()).toBe(timers);
      if (way === 'unsubscribe in next' && passes) source.next(item());
      else if (way === 'error') source.error(new Error('over'));
      else if (way === 'complete') source.complete();
      else subscription.unsubscribe();
      expect(left()).toBe(0);
      expect(source.observed).toBe(false);
    }
  });

  it('no timer is set for a synchronous source that has ended, nor left by one that throws', () => {
    const time = new ManualTime();
    const left = (): number => time.actions.filter(({ closed }) => !closed).length;
    apply(of(item()), time).subscribe().unsubscribe();
    expect(left()).toBe(0);
    const error = jest.fn();
    const source = new Observable(() => {
      throw new Error('source');
    });
    apply(source, time).subscribe({ error });
    expect(error.mock.calls).toEqual([[new Error('source')]]);
    expect(left()).toBe(0);
  });

  if (!passes) return;

  it('items pass, in their order and none but them', () => {
    const items = [item(), item(), item()];
    const seen: unknown[] = [];
    apply(of(...items)).subscribe((each) => seen.push(each));
    expect(seen).toEqual(items);
  });

  it('a synchronous source without an end is left in next', () => {
    let items = 0;
    const torn = jest.fn();
    const source = new Observable((subscriber) => {
      while (!subscriber.closed && items++ < 10) subscriber.next(item());
      return torn;
    });
    const complete = jest.fn();
    apply(source).pipe(take(2)).subscribe({ complete });
    expect(items).toBe(2);
    expect(complete).toHaveBeenCalledTimes(1);
    expect(torn).toHaveBeenCalledTimes(1);
  });

  it('a throw in next is reported, and hurts nobody else', () => {
    new TestScheduler(() => undefined).run(({ flush }) => {
      const unhandled = jest.fn();
      config.onUnhandledError = unhandled;
      const source = new Subject<unknown>();
      const seen: unknown[] = [];
      const subscription = apply(source).subscribe(() => {
        throw new Error('next');
      });
      subscription.add(apply(source).subscribe((each) => seen.push(each)));
      source.next(item());
      source.next(item());
      expect(seen).toHaveLength(2);
      subscription.unsubscribe();
      flush();
      expect(unhandled.mock.calls).toEqual([[new Error('next')], [new Error('next')]]);
      config.onUnhandledError = null;
    });
  });

  it('a subscriber that has ended already gets nothing', () => {
    const time = new ManualTime();
    const torn = jest.fn();
    const ended = new Observable<unknown>((subscriber) => {
      subscriber.complete();
      // Whoever subscribes late, as a combining operator of rxjs may.
      subscriber.add(apply(new Observable(() => torn), time).subscribe(subscriber));
    });
    const error = jest.fn();
    ended.subscribe({ error });
    expect(torn).toHaveBeenCalledTimes(1);
    expect(error).not.toHaveBeenCalled();
    expect(time.actions.filter(({ closed }) => !closed)).toEqual([]);
  });
});
