import { runInThisContext } from 'node:vm';

type Call = (...args: unknown[]) => unknown;

/** Those of this code and of Node's: a test framework may give each its own. */
const prototypes = new Set<object>([
  Promise.prototype,
  (runInThisContext('Promise') as typeof Promise).prototype,
]);

/** Does some work that is over when it returns, so that all it does behind a promise comes too late, and tells when it waits for one. */
export function refusingPromises<T>(work: () => T, refuse: (promise: Promise<unknown>) => void): T {
  const restores = Array.from(prototypes, (prototype) => replaceThen(prototype, refuse));
  try {
    return work();
  } finally {
    for (const restore of restores) restore();
  }
}

function replaceThen(prototype: object, refuse: (promise: Promise<unknown>) => void): () => void {
  const original = Object.getOwnPropertyDescriptor(prototype, 'then') ?? {};
  const then = original.value as Call;
  const refusing = function (this: Promise<unknown>, ...args: unknown[]): unknown {
    refuse(this);
    return Reflect.apply(then, this, args);
  };
  Object.defineProperty(prototype, 'then', { ...original, value: refusing });
  return () => {
    Object.defineProperty(prototype, 'then', original);
  };
}
