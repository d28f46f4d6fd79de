import { OptionError } from '../connection/OptionError';
import type { Excuse } from './Excuse';

/** Checks the option `unless`. */
export function checkExcuse(unless: Excuse | undefined): void {
  if (unless === undefined || typeof unless === 'function') return;
  // Plain JavaScript may give anything.
  if (typeof (unless as Partial<typeof unless> | null)?.held !== 'boolean')
    throw new OptionError(
      'unless',
      unless,
      'a connection, something else with `held`, or a function',
    );
}
