/** For `toEqual`: an error of this class, with these properties at least. */
export function like<Type extends Error>(
  { name }: new (...args: never[]) => Type,
  properties?: Readonly<Partial<Type>>,
): unknown {
  return expect.objectContaining({ name, ...properties });
}
