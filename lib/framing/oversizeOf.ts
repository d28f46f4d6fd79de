import { OptionError } from '../connection/OptionError';
import type { FrameSizeError } from './FrameSizeError';
import type { Oversize } from './Oversize';

/** Checks the option `onOversize`. Returns what either throws the error or tells it. */
export function oversizeOf(onOversize: Oversize = 'fail'): (error: FrameSizeError) => void {
  if (typeof onOversize === 'function') return onOversize;
  if (onOversize === 'skip') return () => undefined;
  // Plain JavaScript may give anything.
  if ((onOversize as unknown) !== 'fail')
    throw new OptionError('onOversize', onOversize, "'fail', 'skip' or a function");
  return (error) => {
    throw error;
  };
}
