import { ConnectionError } from './ConnectionError';

/** More bytes waited than `writeBuffer.hard` allows, since the peer takes them too slowly; it was reset. */
export class SlowConsumerError extends ConnectionError {
  static override readonly code = 'ERR_SLOW_CONSUMER';
}
