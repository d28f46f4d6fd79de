import { concat, map, NEVER, Observable, of, take, takeWhile, throwError } from 'rxjs';
import {
  type Holdable,
  IdleTimeoutError,
  type LivenessEvent,
  monitor,
  type Writable,
} from 'rxjs-sockets';
import { fakeWritable } from '../support/fakeWritable';
import { marbles } from '../support/marbles';

/** A connection that says what an Observable says. */
function saying<T>(source: Observable<T>): Observable<T> & Writable & Holdable {
  const connection = new Observable<T>((subscriber) => source.subscribe(subscriber));
  return Object.defineProperties(
    connection,
    Object.getOwnPropertyDescriptors(fakeWritable()),
  ) as Observable<T> & Writable & Holdable;
}

const type = map(({ type: name }: LivenessEvent) => name.charAt(0));

describe('monitor', () => {
  it('emits what becomes known of the peer, and errors after the last of it', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b------');
      const subscription = ' ^------!  ';
      const expected = '     -a-----(d#)';
      const policy = { expect: { within: 4 } };
      const error = new IdleTimeoutError('each', 4, 4, 2);
      expectObservable(monitor(saying(source), policy)).toBe(
        expected,
        { a: { type: 'alive', at: 1 }, d: { type: 'dead', at: 7, error } },
        error,
      );
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('completes and errors with the connection', () => {
    marbles(({ cold, expectObservable }) => {
      const policy = { expect: { within: 4 } };
      expectObservable(monitor(saying(cold('-x-|')), policy).pipe(type)).toBe('-a-|');
      expectObservable(monitor(saying(cold('-x-#')), policy).pipe(type)).toBe('-a-#');
      expectObservable(monitor(saying(of(1, 2)), policy).pipe(type)).toBe('(a|)');
      expectObservable(monitor(saying(throwError(() => 'error')), policy)).toBe('#');
    });
  });

  it('leaves the connection when it is left, from inside a synchronous source as well', () => {
    let items = 0;
    const endless = new Observable<number>((subscriber) => {
      while (!subscriber.closed && items < 10) subscriber.next(items++);
    });
    marbles(({ expectObservable }) => {
      const events = monitor(saying(concat(endless, NEVER)), { expect: { within: 4 } });
      expectObservable(events.pipe(type, take(1))).toBe('(a|)');
    });
    expect(items).toBe(1);
  });

  it.each([
    ['alive', '  ^!           ', '-(a|)       ', '--0        '],
    ['suspect', '^----!       ', '-a---(s|)   ', '--1---0    '],
    ['dead', '   ^-------!    ', '-a---s--(d|)', '--1---1--0 '],
  ])('keeps no timer when it is left at %s', (last, subscription, expected, timers) => {
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions, expectTimers, scheduler } = helpers;
      const source = cold('-a------------');
      const policy = { expect: { within: 4 }, probe: { frame: 'P', timeout: 3 } };
      const events = monitor(saying(source), policy, { scheduler });
      const until = events.pipe(takeWhile((event) => event.type !== last, true));
      expectObservable(until.pipe(type)).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription.trim());
      expectTimers(timers);
    });
  });
});
