import { ConnectionError } from './ConnectionError';

/**
 * Dialling failed. `cause` is Node's error (`ECONNREFUSED`, `ENOTFOUND`, an `AggregateError` when several addresses were
 * tried), a `DeadlineError` when `connectTimeout` has passed, or the reason of the `signal` that was aborted.
 */
export class ConnectError extends ConnectionError {
  static override readonly code = 'ERR_CONNECT';
}
