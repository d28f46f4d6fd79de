/** Whether there is a key `__proto__` somewhere in it, or `prototype` in something with the key `constructor`. */
export function hasPrototypeKeys(value: unknown): boolean {
  // No recursion: how deep it is was for the peer to choose.
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (!isObject(next)) continue;
    if (Object.hasOwn(next, '__proto__')) return true;
    if (Object.hasOwn(next, 'constructor')) {
      const { constructor } = next;
      if (isObject(constructor) && Object.hasOwn(constructor, 'prototype')) return true;
    }
    for (const part of Object.values(next)) left.push(part);
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
