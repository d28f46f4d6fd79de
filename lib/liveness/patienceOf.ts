import { OptionError } from '../connection/OptionError';
import { timeLimit } from '../connection/timeLimit';
import type { Expectation } from './LivenessPolicy';

/** For how many ms a peer of whom this is expected may be silent. */
export function patienceOf<T>(expect: Expectation<T>): number {
  const { tolerance = 1, margin = 0 } = expect;
  const within = timeLimit(expect, 'within', Infinity);
  if (!(tolerance > 0)) throw new OptionError('tolerance', tolerance, 'a number above 0');
  if (!(margin >= 0)) throw new OptionError('margin', margin, 'a duration in ms, 0 or more');
  return tolerance * within + margin;
}
