import { byteLimit } from './byteLimit';
import { inPart } from './inPart';
import { OptionError } from './OptionError';

/** How much may wait for a peer that doesn't take it, in bytes; 0 and `Infinity` are any amount. */
export interface WriteBufferOptions {
  /** More than this, and `backedUp` is `true`: time to leave things out, or to make one of several. Default 1 MiB, or `hard` if that is less. */
  readonly soft?: number | undefined;
  /**
   * Who writes on and has more than this wait then fails the connection with a `SlowConsumerError`, which resets it. What is written
   * with nothing waiting may be of any size. Default 8 MiB.
   */
  readonly hard?: number | undefined;
}

const SOFT = 1_048_576;
const HARD = 8_388_608;

/** {@link WriteBufferOptions}, completed. */
export interface WriteBuffer {
  readonly soft: number;
  readonly hard: number;
}

/** Checks and completes {@link WriteBufferOptions}. */
export function writeBufferOf(options: WriteBufferOptions = {}): WriteBuffer {
  // Plain JavaScript may give anything.
  if (typeof (options as unknown) !== 'object' || (options as unknown) === null)
    throw new OptionError('writeBuffer', options, 'an object');
  return inPart('writeBuffer', () => {
    const hard = byteLimit(options, 'hard', HARD);
    const soft = byteLimit(options, 'soft', Math.min(SOFT, hard));
    if (soft > hard && soft !== Infinity)
      throw new OptionError('soft', soft, `hard (${hard}) or less`);
    return { soft, hard };
  });
}
