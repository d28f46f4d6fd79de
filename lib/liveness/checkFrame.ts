import { OptionError } from '../connection/OptionError';

/** Checks an option that is sent, or what makes that. */
export function checkFrame(option: string, frame: unknown): void {
  const isPart = (part: unknown): boolean => typeof part === 'string' || part instanceof Uint8Array;
  if (typeof frame === 'function' || isPart(frame)) return;
  if (Array.isArray(frame) && frame.every(isPart)) return;
  throw new OptionError(
    option,
    frame,
    'a string, bytes, parts of these, or a function that makes them',
  );
}
