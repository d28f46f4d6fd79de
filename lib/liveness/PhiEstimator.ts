import { phiOfNormal } from './phiOfNormal';
import { RecentSamples } from './RecentSamples';

/** What a {@link PhiEstimator} goes by: see `PhiOptions`. */
export interface PhiModel {
  readonly maxSamples: number;
  readonly minStdDeviation: number;
  readonly acceptablePause: number;
  readonly firstEstimate: number;
  readonly form: 'logistic' | 'normal' | 'exponential';
}

/** Levels by how many deviations above the mean a silence is, or, for `exponential`, by how many times the mean. */
const levels = {
  logistic: phiOfLogistic,
  normal: phiOfNormal,
  exponential: (means: number) => means / Math.LN10,
};

/** How suspicious a silence is, by the intervals that there were: phi, the -log10 of the odds that the peer is only late. */
export class PhiEstimator {
  private readonly samples: RecentSamples;
  private threshold = NaN;
  private position = 0;

  constructor(private readonly model: PhiModel) {
    const { firstEstimate, maxSamples } = model;
    this.samples = new RecentSamples(maxSamples);
    // As Akka does: a mean, and a quarter of it as the deviation.
    this.learn(0.75 * firstEstimate);
    this.learn(1.25 * firstEstimate);
  }

  /** Takes an interval into account, in ms. */
  learn(interval: number): void {
    this.samples.add(interval);
  }

  /** Phi after so many ms of silence: never negative, and never falling from one microsecond to the next. */
  level(elapsed: number): number {
    const silence = elapsed - this.model.acceptablePause;
    const { origin, unit } = this;
    if (this.model.form !== 'exponential')
      return levels[this.model.form]((silence - origin) / unit);
    // First by the constant, lest that overflows which wouldn't after it.
    return Math.max(0, silence) / Math.LN10 / unit;
  }

  /** After how many ms of silence phi is so high. */
  patience(threshold: number): number {
    if (threshold !== this.threshold) {
      this.threshold = threshold;
      this.position = inverse(levels[this.model.form], threshold);
    }
    return Math.max(0, this.model.acceptablePause + this.origin + this.position * this.unit);
  }

  private get origin(): number {
    return this.model.form === 'exponential' ? 0 : this.samples.mean;
  }

  private get unit(): number {
    const { form, minStdDeviation } = this.model;
    // The deviation of an exponential distribution is its mean.
    const { mean, deviation } = this.samples;
    return Math.max(minStdDeviation, form === 'exponential' ? mean : deviation);
  }
}

/** The normal distribution as Akka approximates it, by a logistic function: within 0.00014 of the truth, in probability. */
function phiOfLogistic(deviations: number): number {
  const x = (deviations / Math.LN10) * (1.5976 + 0.070566 * deviations * deviations);
  // As it stands, log10(1 + 10 ** x) overflows beyond 21.7 deviations.
  return Math.max(0, x) + Math.log1p(10 ** -Math.abs(x)) / Math.LN10;
}

/** Where a function that grows has a value above 0, to the last digit. */
function inverse(level: (position: number) => number, value: number): number {
  let low = -1;
  let high = 1;
  while (level(low) > value) low *= 2;
  while (level(high) < value) high *= 2;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (level(middle) < value) low = middle;
    else high = middle;
  }
}
