import { numberOption } from '../connection/numberOption';
import { timeLimit } from '../connection/timeLimit';
import type { Expectation } from './LivenessPolicy';

/** For how many ms a peer of whom this is expected may be silent, without a margin that is learned. */
export function patienceOf<T>(expect: Expectation<T>): number {
  const { tolerance = 1, margin = 0 } = expect;
  const within = timeLimit(expect, 'within', Infinity);
  numberOption('tolerance', tolerance, (times) => times > 0, 'a number above 0');
  const fixed =
    typeof margin === 'object'
      ? 0
      : numberOption(
          'margin',
          margin,
          (ms) => ms >= 0,
          'a duration in ms, 0 or more, or an object',
        );
  const patience = tolerance * within + fixed;
  // Named for the three, of which each may be good.
  return timeLimit({ 'within * tolerance + margin': patience }, 'within * tolerance + margin', 0);
}
