import { ConnectionError } from './ConnectionError';

/** More bytes were queued than `maxWritableLength` allows, since the peer takes them too slowly; it was reset. */
export class SlowConsumerError extends ConnectionError {
  static override readonly code = 'ERR_SLOW_CONSUMER';
}
