import { numberOption } from '../connection/numberOption';
import { OptionError } from '../connection/OptionError';
import type { PhiModel } from './PhiEstimator';

/** How suspicion grows: from what was learned, by what measure, and where it is too much. Durations are in ms. */
export interface PhiOptions {
  /** The level at which the peer is suspect, above 0. At 8 that is wrong once in 10^8 silences. Default 8. */
  readonly threshold?: number | undefined;
  /** How many of the last intervals are remembered, 2 or more. Default 200. */
  readonly maxSamples?: number | undefined;
  /** What the standard deviation is at least, above 0, since a peer that was punctual so far may be late a little. Default 100. */
  readonly minStdDeviation?: number | undefined;
  /** How many ms more every interval may take. Default 0. */
  readonly acceptablePause?: number | undefined;
  /** What is expected before anything was learned, with a quarter of it as the deviation. Default 1,000. */
  readonly firstEstimate?: number | undefined;
  /**
   * How intervals are taken to be distributed: `normal`; `logistic`, which is the normal distribution as Akka and Pekko approximate
   * it, more suspicious far from the mean; `exponential`, which is Cassandra's: `t / mean / ln 10`, with `minStdDeviation` as the least
   * mean. Default `logistic`.
   */
  readonly form?: 'logistic' | 'normal' | 'exponential' | undefined;
}

/** {@link PhiOptions}, checked and completed. */
export interface PhiRules extends PhiModel {
  readonly threshold: number;
}

/** Longer ones would overflow. */
const LONGEST = Number.MAX_SAFE_INTEGER;

/** Checks them. */
export function phiRules(options: PhiOptions): PhiRules {
  const {
    threshold = 8,
    maxSamples = 200,
    minStdDeviation = 100,
    acceptablePause = 0,
    firstEstimate = 1_000,
    form = 'logistic',
  } = options;
  numberOption('threshold', threshold, isAbove0, 'a number above 0');
  numberOption('minStdDeviation', minStdDeviation, isAbove0, 'a duration in ms, above 0');
  numberOption('acceptablePause', acceptablePause, isDuration, 'a duration in ms, 0 or more');
  numberOption('firstEstimate', firstEstimate, isDuration, 'a duration in ms, 0 or more');
  numberOption('maxSamples', maxSamples, isCount, 'a whole number, 2 or more');
  if (!['logistic', 'normal', 'exponential'].includes(form))
    throw new OptionError('form', form, "'logistic', 'normal' or 'exponential'");
  return { threshold, maxSamples, minStdDeviation, acceptablePause, firstEstimate, form };
}

function isDuration(value: number): boolean {
  return value >= 0 && value <= LONGEST;
}

function isAbove0(value: number): boolean {
  return value > 0 && isDuration(value);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 1;
}
