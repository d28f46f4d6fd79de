import { throwError } from 'rxjs';
import { relayTo } from 'rxjs-sockets';
import { destination } from '../support/destination';
import { holdable } from '../support/holdable';
import { holdsOf } from '../support/holdsOf';
import { marbles } from '../support/marbles';
import { script } from '../support/script';

const boom = new Error('boom');

describe('relayTo', () => {
  it('writes all, and passes the end on', () => {
    const { ended, to } = destination();
    marbles(({ cold, expectObservable }) => {
      const source = cold('a-b-c-|', { a: 'a', b: Buffer.from('b'), c: ['c', 'd'] });
      const sent = '       a-b-c--';
      const expected = '   ------|';
      expectObservable(source.pipe(relayTo(to, holdable()))).toBe(expected);
      expectObservable(to.sent).toBe(sent, { a: 'a', b: 'b', c: 'cd' });
    });
    expect(ended).toEqual(['end']);
  });

  it('passes an error on as a reset', () => {
    const { ended, to } = destination();
    marbles(({ cold, expectObservable }) => {
      const source = cold('--#', undefined, boom);
      const expected = '   --#';
      const result = source.pipe(relayTo(to, holdable()));
      expectObservable(result).toBe(expected, undefined, boom);
    });
    expect(ended).toEqual([boom]);
  });

  it('holds the source once until the destination has drained', () => {
    marbles(({ cold, expectObservable }) => {
      const { to } = destination();
      const from = holdable();
      script(cold, '       --s----t-s-', { s: () => to.stick(), t: () => to.take() });
      const source = cold('-a-bc-----d');
      const sent = '       -a-bc-----d';
      const holds = '      ---1---0--1';
      expectObservable(holdsOf(from)).toBe(holds);
      expectObservable(source.pipe(relayTo(to, from))).toBe('');
      expectObservable(to.sent).toBe(sent);
    });
  });

  it.each([
    ['left', '             -a---', '^---!', '-----'],
    ['the source errs', '  -a--#', '^----', '----#'],
    ['the source completes', '-a--|', '^----', '----|'],
  ])('holds nothing any more when %s', (_, values, subscription, expected) => {
    marbles(({ cold, expectObservable }) => {
      const { to } = destination();
      const from = holdable();
      const source = cold(values);
      const holds = '-1--0';
      to.stick();
      expectObservable(holdsOf(from)).toBe(holds);
      expectObservable(source.pipe(relayTo(to, from)), subscription).toBe(expected);
    });
  });

  it('errors when the destination has closed before', () => {
    marbles(({ cold, expectObservable }) => {
      const { to } = destination();
      const from = holdable();
      const closed = Object.assign(to, { write: () => false, drained: throwError(() => boom) });
      const source = cold('-a    ');
      const expected = '   -#    ';
      const holds = '      -(10) ';
      expectObservable(holdsOf(from)).toBe(holds);
      expectObservable(source.pipe(relayTo(closed, from))).toBe(expected, undefined, boom);
    });
  });
});
