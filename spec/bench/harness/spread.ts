/** The middle one, or between the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return (sorted[half]! + sorted.at(-half - 1)!) / 2;
}

/** The median, and how far the values lie apart: `1.034 (1.010-1.058)`. */
export function spread(values: readonly number[], digits = 3): string {
  const [middle, low, high] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${low.toFixed(digits)}-${high.toFixed(digits)})`;
}
