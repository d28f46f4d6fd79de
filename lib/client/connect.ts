import type { IpcSocketConnectOpts, Socket, TcpSocketConnectOpts } from 'node:net';
import { Observable, Subscription } from 'rxjs';
import { aborted } from '../connection/aborted';
import { checkAddress } from '../connection/checkAddress';
import { checkSignal } from '../connection/checkSignal';
import { ConnectError } from '../connection/ConnectError';
import { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import { DeadlineError } from '../connection/DeadlineError';
import type { KeepAliveOptions } from '../connection/KeepAliveOptions';
import { keepAliveOf } from '../connection/keepAliveOf';
import { reasonOf } from '../connection/reasonOf';
import { Settings } from '../connection/Settings';
import { timeLimit } from '../connection/timeLimit';
import { transportOf } from '../connection/transportOf';
import { deadline } from '../time/deadline';
import { setKeepAlive } from '../socket/setKeepAlive';
import type { Transport } from '../socket/Transport';

type Own = keyof ConnectionOptions | 'keepAlive' | 'onread' | 'signal';

/** Node's options of `net.connect`, by their own names, and those of the {@link Connection}. */
export type ConnectOptions = (Omit<TcpSocketConnectOpts, Own> | Omit<IpcSocketConnectOpts, Own>) &
  ConnectionOptions & {
    /** How long dialling may take, the look-up of the name included. Default 10,000 ms; 0 and `Infinity` leave it to the kernel. */
    readonly connectTimeout?: number | undefined;
    /** Gives up dialling when it is aborted, and resets the connection when that happens later. */
    readonly signal?: AbortSignal | undefined;
    /** Whether the kernel asks after a silent peer, and how; `true` leaves that to Node (`keepAliveInitialDelay`). Default `false`. */
    readonly keepAlive?: boolean | KeepAliveOptions | undefined;
    /** Where to dial, such as the `memory` of `rxjs-sockets/testing`. Default: from this machine. */
    readonly transport?: Transport | undefined;
  };

/**
 * Dials at subscription, emits the {@link Connection} and completes. Each subscription dials anew, so `retry` and `repeat`
 * reconnect. Unsubscribing gives up dialling; once emitted, the connection is its receiver's.
 *
 * Errors with a {@link ConnectError} if dialling fails.
 *
 * @example
 * ```ts
 * connect({ port: 7000, connectTimeout: 2_000 })
 *   .pipe(serveEach((connection) => connection.pipe(tap((chunk) => process.stdout.write(chunk)))))
 *   .subscribe();
 * ```
 *
 * @param options a port on this machine, a path of a Unix socket, or {@link ConnectOptions}; a bad one throws an `OptionError`, or is
 * a {@link ConnectError} where only Node knows it
 */
export function connect(options: ConnectOptions | number | string): Observable<Connection> {
  const given: ConnectOptions =
    typeof options === 'number'
      ? { port: options }
      : typeof options === 'string'
        ? { path: options }
        : options;
  checkAddress(given, 1);
  checkSignal(given);
  const transport = transportOf(given);
  const settings = new Settings({ ...given, scheduler: given.scheduler ?? transport.scheduler });
  const connectTimeout = timeLimit(given, 'connectTimeout', 10_000);
  const keepAlive = keepAliveOf(given);
  const { signal, ...others } = given;
  const nodes = { ...others, keepAlive: given.keepAlive === true };
  const {
    path,
    host = 'localhost',
    port,
  }: Partial<Pick<TcpSocketConnectOpts, 'host' | 'port'> & IpcSocketConnectOpts> = given;
  const where = path ?? `${host}:${port}`;

  return new Observable<Connection>((subscriber) => {
    const fail = (cause: unknown): void => {
      const why = `Can't connect to ${where}: ${reasonOf(cause)}`;
      subscriber.error(new ConnectError(why, { cause }));
    };
    const expire = (): void => {
      const why = `connectTimeout (${connectTimeout} ms) has passed`;
      fail(new DeadlineError(why, 'connectTimeout', connectTimeout));
    };
    const connected = (socket: Socket): void => {
      // A Unix socket knows no addresses.
      const ends = path === undefined ? undefined : { remoteAddress: path };
      if (keepAlive) setKeepAlive(socket, keepAlive);
      const connection = new Connection(socket, settings, ends);
      abandonment.unsubscribe();
      if (signal) resetWhen(aborted(signal), connection);
      subscriber.next(connection);
      subscriber.complete();
    };

    const abandonment = signal ? aborted(signal).subscribe(fail) : Subscription.EMPTY;
    subscriber.add(abandonment);
    if (subscriber.closed) return;
    subscriber.add(deadline(connectTimeout, expire, settings.scheduler));
    try {
      subscriber.add(transport.dial(nodes, { connected, failed: fail }));
    } catch (error) {
      fail(error);
    }
  });
}

function resetWhen(aborted: Observable<unknown>, connection: Connection): void {
  const abortion = aborted.subscribe((reason) => {
    connection.reset(reason);
  });
  connection.socket.once('close', () => {
    abortion.unsubscribe();
  });
}
