import { ConnectionError } from './ConnectionError';

/** The address could not be bound, or accepting failed. `cause` is Node's error, such as `EADDRINUSE`. */
export class ListenError extends ConnectionError {
  static override readonly code = 'ERR_LISTEN';
}
