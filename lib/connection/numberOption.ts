import { OptionError } from './OptionError';

/** Checks an option that is a number of some kind, which is to be `expected`. Plain JavaScript may give anything. */
export function numberOption(
  option: string,
  value: unknown,
  isGood: (value: number) => boolean,
  expected: string,
): number {
  if (typeof value === 'number' && isGood(value)) return value;
  throw new OptionError(option, value, expected);
}
