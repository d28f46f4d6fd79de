import { ConnectionError } from '../connection/ConnectionError';

/** The peer has stopped to take what was sent to it. */
export class WriteStallError extends ConnectionError {
  static override readonly code = 'ERR_WRITE_STALL';

  /**
   * @param limit for how long none had to be taken, in ms
   * @param writableLength how many bytes wait
   */
  constructor(
    readonly limit: number,
    readonly writableLength: number,
  ) {
    super(`Nothing of the ${writableLength} bytes that wait was taken for ${limit} ms (stall)`);
  }
}
