/** Puts others in the place of some properties, until the returned function is called. */
export function replaced(of: object, others: Readonly<Record<string, unknown>>): () => void {
  const originals = Object.keys(others).map(
    (key) => [key, Object.getOwnPropertyDescriptor(of, key)] as const,
  );
  for (const [key, original] of originals)
    Object.defineProperty(of, key, {
      enumerable: original?.enumerable ?? true,
      configurable: true,
      writable: true,
      value: others[key],
    });
  return () => {
    for (const [key, original] of originals)
      if (original) Object.defineProperty(of, key, original);
      else Reflect.deleteProperty(of, key);
  };
}
