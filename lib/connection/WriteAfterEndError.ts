import { ConnectionError } from './ConnectionError';

/** Something was written after this side had ended. The bytes went nowhere, so the connection was reset. */
export class WriteAfterEndError extends ConnectionError {
  static override readonly code = 'ERR_WRITE_AFTER_END';
}
