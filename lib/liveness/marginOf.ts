import { inPart } from '../connection/inPart';
import { OptionError } from '../connection/OptionError';
import { type PhiOptions, type PhiRules, phiRules } from './phiRules';

/** Checks the option `margin`, where it is one that is learned. */
export function marginOf(margin: PhiOptions | undefined): PhiRules | undefined {
  if (margin === undefined) return undefined;
  // Plain JavaScript may give anything.
  if (typeof margin !== 'object' || (margin as unknown) === null)
    throw new OptionError('margin', margin, 'an object');
  return inPart('margin', () => phiRules(margin));
}
