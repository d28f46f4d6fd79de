import { random } from '../../../lib/testing/random';

/** What traces are made of, the same for the same seed. Each sort of thing has dice of its own. */
export class Dice {
  private readonly random;

  constructor(seed: number) {
    this.random = random(seed);
  }

  chance(probability: number): boolean {
    return probability > 0 && this.uniform(0, 1) < probability;
  }

  uniform(low: number, high: number): number {
    return low + (this.random.int(0, 2 ** 32) / 2 ** 32) * (high - low);
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform(0, 1));
  }

  /** Heavy-tailed: `sigma` is the standard deviation of the logarithm. */
  logNormal(median: number, sigma: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform(0, 1)));
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.uniform(0, 1)));
  }
}
