import { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import { inPart } from '../connection/inPart';
import { Settings } from '../connection/Settings';
import { MemorySocket } from './network/MemorySocket';
import { TCP } from './network/TCP';
import { Wire } from './network/Wire';
import type { WireOptions } from './network/WireOptions';

/** What lies between the two, and what their own options are. */
export interface SocketPairOptions extends WireOptions {
  readonly client?: ConnectionOptions | undefined;
  readonly server?: ConnectionOptions | undefined;
}

/** Two ends of one connection. */
export interface SocketPair {
  readonly client: Connection;
  readonly server: Connection;
  /** The network is gone: nothing arrives any more, of what is under way neither, and nobody is told. */
  readonly lose: () => void;
}

const SERVER = { address: '127.0.0.1', port: 7000 };
const CLIENT = { address: '127.0.0.1', port: 49_152 };

/**
 * Two connections that are joined in memory, without a network: what one writes the other gets, later and in order. They are real ones, over
 * Node's own sockets, and end, reset and push back as over TCP. For when a test has code for both sides; where it draws one of them,
 * `runSockets` is less work.
 *
 * @example
 * ```ts
 * runSockets(({ scheduler, expectObservable }) => {
 *   const { client, server } = socketPair({ latency: 5, scheduler });
 *   server.pipe(respond(server, { match: isPing, reply: 'pong' })).subscribe();
 *   client.write('ping');
 *   expectObservable(client).toBe('10ms a', { a: 'pong' });
 * });
 * ```
 *
 * @param options see {@link SocketPairOptions}; a bad one throws an `OptionError`
 */
export function socketPair(options: SocketPairOptions = {}): SocketPair {
  const wire = new Wire(options);
  const settingsOf = (side: 'client' | 'server'): Settings => {
    const { scheduler = options.scheduler, ...others } = options[side] ?? {};
    return inPart(side, () => new Settings({ ...others, scheduler }));
  };
  const settings = { client: settingsOf('client'), server: settingsOf('server') };

  const client = new TCP(wire.scheduler, CLIENT, SERVER);
  const server = new TCP(wire.scheduler, SERVER, CLIENT);
  wire.join(client.endpoint, server.endpoint);
  return {
    client: new Connection(new MemorySocket(client, options.client), settings.client),
    server: new Connection(new MemorySocket(server, options.server), settings.server),
    lose: () => wire.lose(),
  };
}
