import { OptionError } from '../connection/OptionError';
import type { Frame } from './Frame';

/** Checks an option that is a frame, or what makes one. */
export function frameMaker<Args extends unknown[]>(
  option: string,
  frame: Frame | ((...args: Args) => Frame),
): (...args: Args) => Frame {
  if (typeof frame === 'function') return frame;
  if (typeof frame === 'string' || (frame as unknown) instanceof Uint8Array) return () => frame;
  throw new OptionError(option, frame, 'a string, bytes, or a function that makes them');
}
