import type { NetConnectOpts } from 'node:net';
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import type { Acceptor, AcceptOptions } from '../../socket/accept';
import type { Dialler } from '../../socket/dial';
import type { Transport } from '../../socket/Transport';
import { MemoryListener } from './MemoryListener';
import { MemorySocket, type MemorySocketOptions } from './MemorySocket';
import { Pipe } from './Pipe';
import { type SystemErrorCode, systemError } from './systemError';
import { TCP } from './TCP';
import { Wire } from './Wire';
import type { WireOptions } from './WireOptions';

/** All are on one machine, whatever it is called. */
const HOST = '127.0.0.1';
/** The first port that a kernel chooses by itself. */
const FIRST = 49_152;
const LAST = 65_535;

/** A port, or the path of a Unix socket. */
type Place = number | string;

/** The {@link Transport} of `memory`. */
export class MemoryTransport implements Transport {
  readonly scheduler: WireOptions['scheduler'];
  private readonly wire: Wire;
  private readonly listeners = new Map<Place, MemoryListener>();
  private nextPort = FIRST;

  constructor(options: WireOptions) {
    this.wire = new Wire(options);
    this.scheduler = options.scheduler;
  }

  accept(options: AcceptOptions, acceptor: Acceptor): () => void {
    const { port, path } = options;
    const place = port === 0 ? this.choose() : (port ?? path ?? '');
    const address =
      typeof place === 'string' ? place : { address: HOST, family: 'IPv4', port: place };
    const listener = new MemoryListener(address, options, acceptor, this.wire.scheduler);
    const { listeners, wire } = this;
    // There are no descriptors here.
    const error = place === '' ? 'EINVAL' : listeners.has(place) ? 'EADDRINUSE' : undefined;
    if (error === undefined) listeners.set(place, listener);
    wire.scheduler.schedule(() => {
      if (error === undefined) listener.begin();
      else listener.fail(failure('listen', error, place));
    });
    return () => {
      listener.stop();
      if (listeners.get(place) === listener) listeners.delete(place);
    };
  }

  dial(options: NetConnectOpts & MemorySocketOptions, dialler: Dialler): () => void {
    const place =
      ('path' in options ? options.path : undefined) ?? (options as { port: number }).port;
    const [client, server] = this.endsAt(place);
    const { there, back } = this.wire.join(client.endpoint, server.endpoint);
    let isOver = false;
    const answer = (listener: MemoryListener | undefined): void => {
      if (isOver) return;
      isOver = true;
      if (listener) {
        // Ahead of whatever the client sends.
        there.send(() => listener.take(server));
        dialler.connected(new MemorySocket(client, { ...options, allowHalfOpen: true }));
        return;
      }
      const error = typeof place === 'string' ? 'ENOENT' : 'ECONNREFUSED';
      dialler.failed(failure('connect', error, place));
    };
    there.send(() => {
      const listener = this.listeners.get(place);
      back.send(() => answer(listener));
    });
    return () => {
      isOver = true;
    };
  }

  lose(): void {
    this.wire.lose();
  }

  private endsAt(place: Place): [client: TCP, server: TCP] {
    const { scheduler } = this.wire;
    if (typeof place === 'string') return [new Pipe(scheduler), new Pipe(scheduler)];
    const here = { address: HOST, port: this.choose() };
    const there = { address: HOST, port: place };
    return [new TCP(scheduler, here, there), new TCP(scheduler, there, here)];
  }

  /** A port that nobody listens at. */
  private choose(): number {
    const port = this.nextPort;
    this.nextPort = port < LAST ? port + 1 : FIRST;
    return this.listeners.has(port) ? this.choose() : port;
  }
}

function failure(syscall: string, code: SystemErrorCode, place: Place): NodeJS.ErrnoException {
  const error = systemError(syscall, code);
  const where = typeof place === 'string' ? { address: place } : { address: HOST, port: place };
  const why = syscall === 'listen' ? `: ${meaningOf(code)}` : '';
  error.message += `${why} ${Object.values(where).join(':')}`;
  return Object.assign(error, where);
}

function meaningOf(code: SystemErrorCode): string {
  return getSystemErrorMap().get(-constants.errno[code])?.[1] ?? code;
}
