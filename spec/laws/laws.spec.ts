import { EMPTY, NEVER, Observable, of, type OperatorFunction, Subject, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { serveEach } from 'rxjs-sockets';
import { fakeConnection } from '../support/fakeConnection';

/** An operator of the library, and an item that it can take. Each new operator gets a row here. */
interface Row {
  readonly name: string;
  readonly operator: () => OperatorFunction<never, unknown>;
  readonly item: () => unknown;
}

const rows: Row[] = [
  {
    name: 'serveEach',
    operator: () => serveEach(() => NEVER),
    item: fakeConnection,
  },
];

/** What rxjs promises of an operator, whatever else it does. */
describe.each(rows)('the laws of operators: $name', ({ operator, item }) => {
  const apply = (source: Observable<unknown>): Observable<unknown> =>
    (source as Observable<never>).pipe(operator());

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
});
