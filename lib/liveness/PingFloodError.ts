import { ConnectionError } from '../connection/ConnectionError';

/** The peer asks for signs of life far more often than was agreed. */
export class PingFloodError extends ConnectionError {
  static override readonly code = 'ERR_PING_FLOOD';

  /**
   * @param every how many ms should lie between two pings
   * @param pings how many came within so long, for the third time in a row
   */
  constructor(
    readonly every: number,
    readonly pings: number,
  ) {
    super(`${pings} pings came within ${every} ms (every), for the third time in a row`);
  }
}
