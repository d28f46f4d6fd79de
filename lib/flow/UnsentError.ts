import { ConnectionError } from '../connection/ConnectionError';
import { reasonOf } from '../connection/reasonOf';
import type { Output } from '../connection/Output';

/** A connection closed before all that `sendAll` wrote was with the kernel. */
export class UnsentError extends ConnectionError {
  static override readonly code = 'ERR_UNSENT';

  /**
   * @param unsent what was written and is not known to have been handed to the kernel wholly, in order: for somebody else to send. What
   * the source still had isn't in it. Of what was handed over nothing is known
   * @param cause why the connection closed
   */
  constructor(
    readonly unsent: readonly Output[],
    override readonly cause: unknown,
  ) {
    super(`Of what was written ${unsent.length} may not have been sent: ${reasonOf(cause)}`, {
      cause,
    });
  }
}
