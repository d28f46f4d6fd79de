import { ConnectionError } from './ConnectionError';

/**
 * The kernel gave the connection up: its keepalive probes or retransmissions went unanswered, or the route is gone.
 *
 * `cause` is Node's error (`ETIMEDOUT`, `EHOSTUNREACH`, `ENETUNREACH`).
 */
export class KernelTimeoutError extends ConnectionError {
  static override readonly code = 'ERR_KERNEL_TIMEOUT';
}
