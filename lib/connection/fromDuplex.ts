import type { Duplex } from 'node:stream';
import { addressesOf } from '../socket/addressesOf';
import { socketOf, type ReadableWritablePair } from '../socket/socketOf';
import { Connection } from './Connection';
import type { ConnectionOptions } from './ConnectionOptions';
import { OptionError } from './OptionError';
import { Settings } from './Settings';

/**
 * Makes a {@link Connection} of any stream that goes both ways: a TLS socket, a WebSocket's stream, the pipes of a child process. All
 * operators work with it, in the same way.
 *
 * What only a kernel knows is not known here: its end says `verified: false`, since a stream may make one of a cut, `reset()` is
 * the stream's `destroy()`, and `unacknowledged()` has no answer. A stream that closes without an end, or before
 * our own, as when a child process exits, is a `ResetError`.
 *
 * @example
 * ```ts
 * const { stdin, stdout } = spawn('cat');
 * const cat = fromDuplex({ readable: stdout, writable: stdin }, 'cat');
 * cat.pipe(lines()).subscribe((line) => console.log(line));
 * cat.end('hello\n');
 * ```
 *
 * @param duplex the stream, of bytes, or two, one for each way; from now on leave its events and its reading to the connection
 * @param name what to call it in logs and errors
 * @param options see {@link ConnectionOptions}; a bad one throws an `OptionError`
 */
export function fromDuplex(
  duplex: Duplex | ReadableWritablePair,
  name: string,
  options: ConnectionOptions = {},
): Connection {
  // Plain JavaScript may give anything.
  const { write, readable, writable } = Object(duplex) as Partial<Duplex & ReadableWritablePair>;
  if (typeof write !== 'function' && !(readable && writable))
    throw new OptionError('duplex', duplex, 'a stream that goes both ways, or two');
  // Before the stream is touched, which nobody would listen to then.
  const settings = Settings.of(options);
  const socket = socketOf(duplex);
  return new Connection(socket, settings, { ...addressesOf(socket), name });
}
