import type { Duplex } from 'node:stream';
import { addressesOf } from '../socket/addressesOf';
import { socketOf } from '../socket/socketOf';
import { Connection } from './Connection';
import type { ConnectionOptions } from './ConnectionOptions';
import { OptionError } from './OptionError';

/**
 * Makes a {@link Connection} of any stream that goes both ways: a TLS socket, a WebSocket's stream, the pipes of a child process. All
 * operators work with it, in the same way.
 *
 * What only a kernel knows is not known here: its end says `verified: false`, since a stream may make one of a cut, `reset()` is
 * the stream's `destroy()`, and `unacknowledged()` has no answer. A stream that closes without an end is a `ResetError`.
 *
 * @example
 * ```ts
 * const { stdout, stdin } = spawn('cat');
 * const child = fromDuplex(Duplex.from({ readable: stdout, writable: stdin }), 'cat');
 * child.pipe(lines()).subscribe((line) => console.log(line));
 * child.end('hello\n');
 * ```
 *
 * @param duplex the stream, of bytes; from now on leave its events and its reading to the connection
 * @param name what to call it in logs and errors
 * @param options see {@link ConnectionOptions}; a bad one throws an `OptionError`
 */
export function fromDuplex(
  duplex: Duplex,
  name: string,
  options: ConnectionOptions = {},
): Connection {
  // Plain JavaScript may give anything.
  if (typeof (duplex as Partial<Duplex> | null)?.write !== 'function')
    throw new OptionError('duplex', duplex, 'a stream that goes both ways');
  const socket = socketOf(duplex);
  return new Connection(socket, options, { ...addressesOf(socket), name });
}
