import { FrameError } from './FrameError';

/** The stream ended in the middle of a frame, which is no normal end. */
export class TruncatedFrameError extends FrameError {
  static override readonly code = 'ERR_TRUNCATED_FRAME';

  /**
   * @param received how many bytes of the frame had come
   * @param expected how many it would have had, header included; `undefined` when that isn't known
   */
  constructor(
    readonly received: number,
    readonly expected?: number,
  ) {
    const due = expected === undefined ? '' : ` of ${expected}`;
    super(`The stream ended within a frame: ${received}${due} bytes of it had come`);
  }
}
