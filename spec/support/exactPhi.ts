/** Binary digits after the point: enough for tails as small as 10^-190. */
const BITS = 2_000n;
const ONE = 1n << BITS;

/** -log10 of the upper tail of the normal distribution, by Maclaurin's series in integers, for up to 20 deviations. */
export function exactPhi(deviations: number): number {
  const y = fixed(deviations);
  const square = (y * y) >> BITS;
  // The integral of the density from the mean on, but for a factor: sum of (-1)^n y^(2n+1) / (2^n n! (2n+1)).
  let power = y;
  let sum = 0n;
  for (let n = 0n; power !== 0n; n++) {
    sum += power / (2n * n + 1n);
    power = -((power * square) >> BITS) / (2n * (n + 1n));
  }
  const upper = ONE / 2n - (sum * ONE) / root(2n * PI * ONE);
  return -log10(upper);
}

/** A double as it is. */
function fixed(value: number): bigint {
  const mantissa = BigInt(Math.trunc(value * 2 ** 40));
  if (Number(mantissa) !== value * 2 ** 40) throw new Error('has more than 40 binary digits');
  return mantissa << (BITS - 40n);
}

function root(value: bigint): bigint {
  let low = 0n;
  let high = ONE * ONE;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Of a fixed number below 1. */
function log10(value: bigint): number {
  // The digits of one that is almost 1 are those that it lacks.
  if (value > ONE / 2n) return Math.log1p(-(10 ** log10(ONE - value))) / Math.LN10;
  const shift = BigInt(value.toString(2).length - 60);
  return Math.log10(Number(value >> shift)) + Number(shift - BITS) * Math.log10(2);
}

const PI = machin();

function machin(): bigint {
  const arctan = (inverse: bigint): bigint => {
    let sum = 0n;
    let power = ONE / inverse;
    for (let n = 1n, sign = 1n; power !== 0n; n += 2n, sign = -sign) {
      sum += (sign * power) / n;
      power /= inverse * inverse;
    }
    return sum;
  };
  return 4n * (4n * arctan(5n) - arctan(239n));
}
