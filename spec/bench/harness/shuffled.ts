/** The same values in an order that is another one each time. */
export function shuffled<T>(values: Iterable<T>): T[] {
  const keyed = Array.from(values, (value) => ({ value, key: Math.random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value);
}
