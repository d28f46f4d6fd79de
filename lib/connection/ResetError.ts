import { ConnectionError } from './ConnectionError';

/**
 * The connection was cut: by the peer, by the peer's kernel (its process died with unread bytes, or wrote to a closed
 * socket), or by this side. What the peer sent before was delivered before; more may have been on its way.
 *
 * `cause` is Node's error (`ECONNRESET`, `EPIPE`) or what was given to {@link Connection.reset}.
 */
export class ResetError extends ConnectionError {
  static override readonly code = 'ERR_RESET';
}
