import { TimeoutError, type TimeoutInfo } from 'rxjs';
import { ConnectionError } from '../connection/ConnectionError';

/** Nothing was heard for too long. It is a `TimeoutError` of rxjs as well. */
export class IdleTimeoutError extends ConnectionError {
  static override readonly code = 'ERR_IDLE_TIMEOUT';
  /** What a `TimeoutError` of rxjs has; the last item isn't kept. */
  readonly info: TimeoutInfo<never>;

  /**
   * @param deadline `first` as long as nothing was heard at all, and `each` from then on
   * @param limit for how long there could be silence, in ms
   * @param sinceLastActivity for how long there was: ms since the last item that counted, `undefined` if there was none
   * @param seen how many counted
   */
  constructor(
    readonly deadline: 'first' | 'each',
    readonly limit: number,
    readonly sinceLastActivity: number | undefined,
    seen: number,
  ) {
    const silence =
      sinceLastActivity === undefined ? 'at all' : `for ${Math.round(sinceLastActivity)} ms`;
    super(`Nothing was heard ${silence} (${deadline}: ${Math.round(limit)} ms)`);
    this.info = { meta: undefined, seen, lastValue: null };
  }
}

// A class extends one other only, and ConnectionErrors know each other by their constructors. Their prototypes are empty,
// so this one can stand behind that of rxjs.
Object.setPrototypeOf(IdleTimeoutError.prototype, TimeoutError.prototype as object);
