/** Below this the series is exact, from here on the continued fraction: both to 15 digits. */
const FAR = 2.5;
const DEPTH = 60;

/**
 * How unlikely it is that a value of the normal distribution lies more than `deviations` above the mean: -log10 of that.
 * The logarithm is taken before the exponential, so that it is finite as far as 10^154 deviations.
 */
export function phiOfNormal(deviations: number): number {
  if (deviations <= 0)
    return -Math.log1p(-(10 ** -phiOfNormal(-deviations || Number.MIN_VALUE))) / Math.LN10;
  if (deviations < FAR) return -Math.log10(0.5 - nearMean(deviations));
  // Laplace's continued fraction of Mills' ratio, from its end.
  let ratio = deviations;
  for (let k = DEPTH; k > 0; k--) ratio = deviations + k / ratio;
  return deviations * (deviations / (2 * Math.LN10)) + Math.log10(Math.sqrt(2 * Math.PI) * ratio);
}

/** How likely it is that a value lies between the mean and so many deviations above it: a series without a subtraction. */
function nearMean(deviations: number): number {
  const square = deviations * deviations;
  let term = deviations;
  let sum = 0;
  for (let k = 3; sum + term !== sum; k += 2) {
    sum += term;
    term *= square / k;
  }
  return (sum * Math.exp(-square / 2)) / Math.sqrt(2 * Math.PI);
}
