import type { Findings } from './observe';

/** {@link Findings} in a few numbers: times in s. */
export interface Score {
  readonly mean: number;
  readonly p99: number;
  readonly kills: number;
  readonly killsPer100Hours: number;
  readonly hours: number;
}

export function scoreOf({ found, kills, healthy }: Findings): Score {
  const sorted = found.toSorted((a, b) => a - b);
  const hours = healthy / 3_600_000;
  return {
    mean: found.reduce((sum, each) => sum + each, 0) / found.length / 1000,
    p99: sorted[Math.floor(found.length * 0.99)]! / 1000,
    kills,
    killsPer100Hours: (100 * kills) / hours,
    hours,
  };
}
