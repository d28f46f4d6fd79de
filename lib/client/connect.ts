import type { IpcSocketConnectOpts, Socket, TcpSocketConnectOpts } from 'node:net';
import { Observable } from 'rxjs';
import { aborted } from '../connection/aborted';
import { checkPort } from '../connection/checkPort';
import { ConnectError } from '../connection/ConnectError';
import { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import { DeadlineError } from '../connection/DeadlineError';
import { Settings } from '../connection/Settings';
import { timeLimit } from '../connection/timeLimit';
import { deadline } from '../socket/deadline';
import { dial } from '../socket/dial';

type Own = keyof ConnectionOptions | 'onread' | 'signal';

/** Node's options of `net.connect`, by their own names, and those of the {@link Connection}. */
export type ConnectOptions = (Omit<TcpSocketConnectOpts, Own> | Omit<IpcSocketConnectOpts, Own>) &
  ConnectionOptions & {
    /** How long dialling may take, the look-up of the name included. Default 10,000 ms; 0 and `Infinity` leave it to the kernel. */
    readonly connectTimeout?: number | undefined;
    /** Gives up dialling when it is aborted, and resets the connection when that happens later. */
    readonly signal?: AbortSignal | undefined;
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
 * @param options a port on this machine, a path of a Unix socket, or {@link ConnectOptions}; a bad port, size, duration or
 * scheduler throws an `OptionError`
 */
export function connect(options: ConnectOptions | number | string): Observable<Connection> {
  const given: ConnectOptions =
    typeof options === 'number'
      ? { port: options }
      : typeof options === 'string'
        ? { path: options }
        : options;
  checkPort(given);
  const settings = new Settings(given);
  const connectTimeout = timeLimit(given, 'connectTimeout', 10_000);
  const { signal, ...nodes } = given;

  return new Observable<Connection>((subscriber) => {
    const fail = (cause: unknown): void => {
      const why = cause instanceof Error ? cause.message : String(cause);
      subscriber.error(new ConnectError(`Can't connect to ${nameOf(given)}: ${why}`, { cause }));
    };
    const expire = (): void => {
      const why = `connectTimeout (${connectTimeout} ms) has passed`;
      fail(new DeadlineError(why, 'connectTimeout', connectTimeout));
    };
    const connected = (socket: Socket): void => {
      const ends = 'path' in given ? { remoteAddress: given.path } : undefined;
      const connection = new Connection(socket, settings, ends);
      if (signal) {
        const abortion = aborted(signal).subscribe((reason) => {
          connection.reset(reason);
        });
        socket.once('close', () => {
          abortion.unsubscribe();
        });
      }
      subscriber.next(connection);
      subscriber.complete();
    };

    if (signal) subscriber.add(aborted(signal).subscribe(fail));
    if (subscriber.closed) return;
    subscriber.add(deadline(connectTimeout, expire, settings.scheduler));
    try {
      subscriber.add(dial(nodes, { connected, failed: fail }));
    } catch (error) {
      fail(error);
    }
  });
}

function nameOf(options: ConnectOptions): string {
  return 'path' in options ? options.path : `${options.host ?? 'localhost'}:${options.port}`;
}
