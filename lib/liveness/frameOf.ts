import type { Frame } from './Frame';

/** A frame that is given, or made of something. */
export function frameOf<Args extends unknown[]>(
  frame: Frame | ((...args: Args) => Frame),
  ...args: Args
): Frame {
  return typeof frame === 'function' ? frame(...args) : frame;
}
