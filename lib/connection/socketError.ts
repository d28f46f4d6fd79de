import { ConnectionError } from './ConnectionError';
import { KernelTimeoutError } from './KernelTimeoutError';
import { ResetError } from './ResetError';

/**
 * Gives an error of Node's its true name. `EPIPE` is a reset too: the peer closed, and then answered a write with one. So is a stream that
 * is destroyed without an end.
 */
export function socketError(name: string, cause: NodeJS.ErrnoException): ConnectionError {
  switch (cause.code) {
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
    case 'ERR_STREAM_PREMATURE_CLOSE':
    case 'ERR_STREAM_DESTROYED':
      return new ResetError(`${name} was reset by the peer (${cause.code})`, { cause });
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
    case 'ENETUNREACH':
      return new KernelTimeoutError(`${name} was given up by the kernel (${cause.code})`, {
        cause,
      });
    default:
      return new ConnectionError(`${name} failed: ${cause.message}`, { cause });
  }
}
