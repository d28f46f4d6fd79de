import { ConnectionError } from './ConnectionError';
import { KernelTimeoutError } from './KernelTimeoutError';
import { ResetError } from './ResetError';

/** Gives an error of Node's its true name. `EPIPE` is a reset too: the peer closed, and then answered a write with one. */
export function socketError(name: string, cause: NodeJS.ErrnoException): ConnectionError {
  switch (cause.code) {
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
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
