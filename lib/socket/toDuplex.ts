import type { Duplex } from 'node:stream';
import type { ConnectionLike } from '../connection/ConnectionLike';
import { ConnectionStream } from './ConnectionStream';

/**
 * Makes a stream of Node's of a connection, for libraries that want one, with real backpressure both ways. It stays half-open until
 * both sides have ended, as the connection does. Destroying it before that resets the connection, and a reset of the connection is its
 * `'error'`, behind what had come before.
 *
 * @example
 * ```ts
 * const server = createServer((request, response) => response.end(`${request.url} is not here`));
 * listen(7000).subscribe((connection) => server.emit('connection', toDuplex(connection)));
 * ```
 *
 * @param connection what is read and written; from now on leave that to the stream
 */
export function toDuplex(connection: ConnectionLike): Duplex {
  return new ConnectionStream(connection);
}
