import { idleTimeout } from '../../lib/liveness/idleTimeout';
import { IdleTimeoutError } from '../../lib/liveness/IdleTimeoutError';
import { marbles } from '../support/marbles';

describe('idleTimeout', () => {
  it('errors when the limit has passed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  a-b------c');
      const subscription = ' ^-----!   ';
      const expected = '     a-b---#   ';
      expectObservable(source.pipe(idleTimeout(4))).toBe(
        expected,
        undefined,
        new IdleTimeoutError('each', 4, 4, 2),
      );
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });
});
