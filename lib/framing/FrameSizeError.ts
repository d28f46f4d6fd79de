import { FrameError } from './FrameError';

/** A frame is larger than allowed. */
export class FrameSizeError extends FrameError {
  static override readonly code = 'ERR_FRAME_SIZE';

  /**
   * @param option which option limits it
   * @param limit its value, in bytes
   * @param size how large the frame says it is, in bytes; `undefined` when that is only known at its end
   * @param number which frame of the stream it is, where that is counted
   */
  constructor(
    readonly option: string,
    readonly limit: number,
    readonly size?: number,
    number?: number,
  ) {
    const which = number === undefined ? 'A frame' : `Frame ${number}`;
    const what = size === undefined ? which : `${which} of ${size} bytes`;
    super(`${what} is larger than ${option} (${limit} bytes)`, { number });
  }
}
