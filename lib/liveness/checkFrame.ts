import { OptionError } from '../connection/OptionError';

/** Checks an option that is a frame, or what makes one. */
export function checkFrame(option: string, frame: unknown): void {
  if (typeof frame !== 'function' && typeof frame !== 'string' && !(frame instanceof Uint8Array))
    throw new OptionError(option, frame, 'a string, bytes, or a function that makes them');
}
