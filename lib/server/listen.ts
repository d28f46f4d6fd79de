import type { AddressInfo } from 'node:net';
import { Observable, takeUntil } from 'rxjs';
import { checkAddress } from '../connection/checkAddress';
import { checkSignal } from '../connection/checkSignal';
import { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import type { KeepAliveOptions } from '../connection/KeepAliveOptions';
import { keepAliveOf } from '../connection/keepAliveOf';
import { ListenError } from '../connection/ListenError';
import { reasonOf } from '../connection/reasonOf';
import { Settings } from '../connection/Settings';
import { transportOf } from '../connection/transportOf';
import { aborted } from '../connection/aborted';
import type { AcceptOptions } from '../socket/accept';
import type { Addresses } from '../socket/addressesOf';
import type { Drop } from '../socket/Drop';
import { setKeepAlive } from '../socket/setKeepAlive';
import type { Transport } from '../socket/Transport';

/** Node's options of `net.createServer` and `server.listen`, by their own names, and those of each {@link Connection}. */
export interface ListenOptions
  extends Omit<AcceptOptions, keyof ConnectionOptions | 'keepAlive'>, ConnectionOptions {
  /** Whether the kernel asks after silent peers, and how; `true` leaves that to Node (`keepAliveInitialDelay`). Default `false`. */
  readonly keepAlive?: boolean | KeepAliveOptions | undefined;
  /** Stops accepting when it is aborted: the stream completes. */
  readonly signal?: AbortSignal | undefined;
  /** Is called once bound, with the address: the port that was chosen for port 0, or the path of a Unix socket. */
  readonly onListening?: ((address: AddressInfo | string) => void) | undefined;
  /**
   * Is called with each connection that had to be refused. Node accepts and closes in silence when descriptors have run
   * out (`EMFILE`); to make it known some are kept back. Default: one warning of the process for the first `EMFILE`.
   */
  readonly onDrop?: ((drop: Drop) => void) | undefined;
  /** Where to listen, such as the `memory` of `rxjs-sockets/testing`. Default: on this machine. */
  readonly transport?: Transport | undefined;
}

/**
 * Listens, and emits each accepted connection. Subscribing binds; unsubscribing stops accepting and leaves the accepted
 * connections alone. A failure of a connection is that connection's: the stream errors only when the address
 * can't be bound or accepting fails, with a {@link ListenError}.
 *
 * @example
 * ```ts
 * listen({ port: 0, onListening: (address) => console.log(address) })
 *   .pipe(serveEach((connection) => connection.pipe(tap((chunk) => connection.write(chunk)))))
 *   .subscribe();
 * ```
 *
 * @param options a port, a path for a Unix socket, or {@link ListenOptions}; a bad one throws an `OptionError`, or is a
 * {@link ListenError} where only Node knows it
 */
export function listen(options: ListenOptions | number | string): Observable<Connection> {
  const given: ListenOptions =
    typeof options === 'number'
      ? { port: options }
      : typeof options === 'string'
        ? { path: options }
        : options;
  checkAddress(given, 0);
  checkSignal(given);
  const transport = transportOf(given);
  const settings = new Settings({ ...given, scheduler: given.scheduler ?? transport.scheduler });
  const keepAlive = keepAliveOf(given);
  const { signal, onListening, onDrop = warnOnce(), ...others } = given;
  const nodes = { ...others, keepAlive: given.keepAlive === true };

  const connections = new Observable<Connection>((subscriber) => {
    let ends: Addresses | undefined;
    const fail = (cause: unknown): void => {
      subscriber.error(
        new ListenError(`Can't listen on ${nameOf(given)}: ${reasonOf(cause)}`, { cause }),
      );
    };
    try {
      return transport.accept(nodes, {
        listening(address) {
          // Only the listening side of a Unix socket has an address, and an accepted socket doesn't know it.
          if (typeof address === 'string') ends = { localAddress: address };
          try {
            onListening?.(address);
          } catch (error) {
            subscriber.error(error);
          }
        },
        accepted(socket) {
          if (keepAlive) setKeepAlive(socket, keepAlive);
          subscriber.next(new Connection(socket, settings, ends));
        },
        dropped(drop) {
          try {
            onDrop(drop);
          } catch (error) {
            process.emitWarning(`onDrop threw: ${String(error)}`);
          }
        },
        failed: fail,
      });
    } catch (error) {
      fail(error);
      return undefined;
    }
  });
  return signal ? connections.pipe(takeUntil(aborted(signal))) : connections;
}

function nameOf(options: ListenOptions): string {
  const { path, host = '*', port, fd }: ListenOptions & { fd?: number } = options;
  return path ?? (port === undefined ? `descriptor ${fd}` : `${host}:${port}`);
}

/** Who runs out of descriptors refuses hundreds a second, and may tell each by `onDrop`. */
function warnOnce(): (drop: Drop) => void {
  let warned = false;
  return ({ reason, remoteAddress = '?', remotePort }) => {
    if (reason !== 'EMFILE' || warned) return;
    warned = true;
    process.emitWarning(
      `Refused a connection of ${remoteAddress} (port ${remotePort}), and may refuse more: all but a few file descriptors are in use`,
      { code: 'EMFILE' },
    );
  };
}
