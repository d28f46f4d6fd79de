import { OptionError } from '../connection/OptionError';
import { timeLimit } from '../connection/timeLimit';
import type { Expectation } from './LivenessPolicy';

/** For how many ms a peer of whom this is expected may be silent, without a margin that is learned. */
export function patienceOf<T>(expect: Expectation<T>): number {
  const { tolerance = 1, margin = 0 } = expect;
  const within = timeLimit(expect, 'within', Infinity);
  if (!(tolerance > 0)) throw new OptionError('tolerance', tolerance, 'a number above 0');
  if (typeof margin === 'object') return tolerance * within;
  if (!(margin >= 0))
    throw new OptionError('margin', margin, 'a duration in ms, 0 or more, or options of phi');
  return tolerance * within + margin;
}
