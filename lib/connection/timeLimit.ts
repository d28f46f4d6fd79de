import { OptionError } from './OptionError';

/** The longest that a timer of Node's can wait; it fires at once when asked for more. */
const LONGEST = 2 ** 31 - 1;

/** Reads an option that is a duration in ms, where 0 and `Infinity` mean no limit. */
export function timeLimit<Name extends string>(
  options: Readonly<Partial<Record<Name, number | undefined>>>,
  name: Name,
  whenMissing: number,
): number {
  const value: unknown = options[name] ?? whenMissing;
  if (typeof value === 'number' && value >= 0 && (value <= LONGEST || value === Infinity))
    return value || Infinity;
  throw new OptionError(name, value, `a duration of 0 to ${LONGEST} ms, or Infinity`);
}
