import { OptionError } from '../connection/OptionError';
import type { Excuse } from './Excuse';

/** For how many ms silence has had no excuse any more: 0 while it has one, `Infinity` when it never had. */
export function excused(unless: Excuse | undefined): (() => number) | undefined {
  if (unless === undefined) return undefined;
  if (typeof unless === 'function') return () => (unless() ? 0 : Infinity);
  // Plain JavaScript may give anything.
  if (typeof (unless as Partial<typeof unless> | null)?.held !== 'boolean')
    throw new OptionError(
      'unless',
      unless,
      'a connection, something else with `held`, or a function',
    );
  return () => (unless.held ? 0 : (unless.sinceHeld ?? Infinity));
}
