import { runInThisContext } from 'node:vm';

type Call = (...args: unknown[]) => unknown;

/** Those of this code and of Node's: a test framework may give each its own. */
const prototypes = new Set<object>([
  Promise.prototype,
  (runInThisContext('Promise') as typeof Promise).prototype,
]);

/**
 * Does some work that is over when it returns, so that all it does behind a promise comes too late, and tells when rxjs waits for one. Who
 * waits for it himself may do so to no purpose.
 */
export function refusingPromises<T>(work: () => T, refuse: () => void): T {
  const restores = Array.from(prototypes, (prototype) => replaceThen(prototype, refuse));
  try {
    return work();
  } finally {
    for (const restore of restores) restore();
  }
}

function replaceThen(prototype: object, refuse: () => void): () => void {
  const original = Object.getOwnPropertyDescriptor(prototype, 'then') ?? {};
  const then = original.value as Call;
  const refusing = function (this: Promise<unknown>, ...args: unknown[]): unknown {
    // By what nobody else writes, who would say `catch`.
    if (args[0] === null && typeof args[1] === 'function') refuse();
    return Reflect.apply(then, this, args);
  };
  Object.defineProperty(prototype, 'then', { ...original, value: refusing });
  return () => {
    Object.defineProperty(prototype, 'then', original);
  };
}
