import { ConnectionError } from './ConnectionError';

/** A deadline of this side passed, so this side gave up. */
export class DeadlineError extends ConnectionError {
  static override readonly code = 'ERR_DEADLINE';

  /**
   * @param deadline the option that set the deadline
   * @param limit its value, in ms
   */
  constructor(
    message: string,
    readonly deadline:
      | 'connectTimeout'
      | 'closeTimeout'
      | 'halfClosedTimeout'
      | 'abandonedTimeout'
      | 'incompleteFrameTimeout',
    readonly limit: number,
  ) {
    super(message);
  }
}
