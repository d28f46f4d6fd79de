type Call = (...args: unknown[]) => unknown;

/**
 * Puts other functions in the place of some, until the returned function is called. Whoever has kept one gets to the original with it
 * after that.
 */
export function replaced(of: object, others: Readonly<Record<string, Call>>): () => void {
  let isOver = false;
  const restores = Object.entries(others).map(([name, other]) => {
    const before = Object.getOwnPropertyDescriptor(of, name);
    const original = (of as Readonly<Record<string, Call | undefined>>)[name];
    const value: Call = (...args) =>
      isOver ? original && Reflect.apply(original, of, args) : other(...args);
    Object.defineProperty(of, name, {
      enumerable: before?.enumerable ?? true,
      configurable: true,
      writable: true,
      value,
    });
    return () => {
      if (before) Object.defineProperty(of, name, before);
      else Reflect.deleteProperty(of, name);
    };
  });
  return () => {
    isOver = true;
    for (const restore of restores) restore();
  };
}
