import type { Output } from '../connection/Output';

/** A frame that is given, or made of something. */
export function frameOf<Args extends unknown[]>(
  frame: Output | ((...args: Args) => Output),
  ...args: Args
): Output {
  return typeof frame === 'function' ? frame(...args) : frame;
}
