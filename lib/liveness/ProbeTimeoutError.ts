import { ConnectionError } from '../connection/ConnectionError';

/** The peer was silent, and answered no probe either. */
export class ProbeTimeoutError extends ConnectionError {
  static override readonly code = 'ERR_PROBE_TIMEOUT';

  /**
   * @param attempts how many probes went unanswered, or could not be sent
   * @param timeout for how long each was waited for, in ms
   * @param silence for how long nothing was heard, in ms
   */
  constructor(
    readonly attempts: number,
    readonly timeout: number,
    readonly silence: number,
  ) {
    super(
      `Nothing was heard for ${Math.round(silence)} ms, and ` +
        `${attempts === 1 ? '' : `${attempts} times `}${timeout} ms (timeout) was time for an answer`,
    );
  }
}
