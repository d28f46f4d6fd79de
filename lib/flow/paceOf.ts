import { numberOption } from '../connection/numberOption';
import type { Marks } from './Lanes';

/** How much at a time. */
export interface PacedOptions {
  /** How many values are worked on at the same time. Default 1: one after the other, in order. */
  readonly concurrent?: number | undefined;
  /**
   * How many values of one connection may be in flight, waiting or worked on, until it is held. Default 16, or what can be worked on and as
   * much again as one piece of work takes, if that is more.
   */
  readonly high?: number | undefined;
  /** How many are left when it is held no more. Default a quarter of `high`. */
  readonly low?: number | undefined;
}

/** Checks and completes {@link PacedOptions}, for work that takes so many values at once. */
export function paceOf(options: PacedOptions, each = 1): Marks & { readonly concurrent: number } {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  const count = 'a whole number, 1 or more';
  const { concurrent = 1, high = Math.max(16, (concurrent + 1) * each) } = options;
  const { low = Math.floor(high / 4) } = options;
  numberOption('concurrent', concurrent, isCount, count);
  const isHigh = (value: number): boolean => isCount(value) && value >= each;
  numberOption('high', high, isHigh, `a whole number, ${each} or more`);
  const isLow = (value: number): boolean =>
    Number.isSafeInteger(value) && value >= 0 && value < high;
  numberOption('low', low, isLow, 'a whole number, less than high');
  return { concurrent, high, low };
}
