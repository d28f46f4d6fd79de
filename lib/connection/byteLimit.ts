import { OptionError } from './OptionError';

/** Reads an option that is a size in bytes, where 0 and `Infinity` mean no limit. */
export function byteLimit<Name extends string>(
  options: Readonly<Partial<Record<Name, number | undefined>>>,
  name: Name,
  whenMissing: number,
): number {
  const value: unknown = options[name] ?? whenMissing;
  if (value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0))
    return (value as number) || Infinity;
  throw new OptionError(name, value, 'a whole number of bytes, 0 or more, or Infinity');
}
