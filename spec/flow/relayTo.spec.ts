import { of, Subject, throwError } from 'rxjs';
import { relayTo } from 'rxjs-sockets';
import { destination } from '../support/destination';
import { holdable } from '../support/holdable';

const boom = new Error('boom');

describe('relayTo', () => {
  it('writes all, and passes the end on', () => {
    const { ended, sent, to } = destination();
    const complete = jest.fn();
    of('a', Buffer.from('b'), ['c', 'd']).pipe(relayTo(to, holdable())).subscribe({ complete });
    expect([sent, ended]).toEqual([['a', 'b', 'cd'], ['end']]);
    expect(complete).toHaveBeenCalledTimes(1);
  });

  it('passes an error on as a reset', () => {
    const { ended, to } = destination();
    const error = jest.fn();
    throwError(() => boom)
      .pipe(relayTo(to, holdable()))
      .subscribe({ error });
    expect(ended).toEqual([boom]);
    expect(error).toHaveBeenCalledWith(boom);
  });

  it('holds the source once until the destination has drained', () => {
    const { sent, to } = destination();
    const from = holdable();
    const source = new Subject<string>();
    source.pipe(relayTo(to, from)).subscribe();
    source.next('a');
    to.stick();
    source.next('b');
    source.next('c');
    expect([sent, from.holds]).toEqual([['a', 'b', 'c'], 1]);
    to.take();
    expect([from.holds, from.taken]).toEqual([0, 1]);
    to.stick();
    source.next('d');
    expect([from.holds, from.taken]).toEqual([1, 2]);
  });

  it.each([
    ['left', (_source: Subject<string>, leave: () => void) => leave()],
    ['the source errs', (source: Subject<string>) => source.error(boom)],
    ['the source completes', (source: Subject<string>) => source.complete()],
  ])('holds nothing any more when %s', (_, end) => {
    const { to } = destination();
    const from = holdable();
    const source = new Subject<string>();
    const subscription = source.pipe(relayTo(to, from)).subscribe({ error: () => undefined });
    to.stick();
    source.next('a');
    expect(from.holds).toBe(1);
    end(source, () => subscription.unsubscribe());
    expect(from.holds).toBe(0);
  });

  it('errors when the destination has closed before', () => {
    const { to } = destination();
    const from = holdable();
    const closed = Object.assign(to, { write: () => false, drained: throwError(() => boom) });
    const error = jest.fn();
    const source = new Subject<string>();
    source.pipe(relayTo(closed, from)).subscribe({ error });
    source.next('a');
    expect(error).toHaveBeenCalledWith(boom);
    expect([from.holds, from.taken]).toEqual([0, 1]);
  });
});
