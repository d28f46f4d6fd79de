import {
  type AddressInfo,
  type BlockList,
  createServer,
  type ListenOptions,
  type ServerOpts,
  type Socket,
} from 'node:net';
import { abort } from './abort';
import { descriptorLimit } from './descriptorLimit';
import type { Drop } from './Drop';

/** Node's own options of `net.createServer` and `server.listen`, and `maxConnections`. */
export interface AcceptOptions
  extends Omit<ServerOpts, 'pauseOnConnect'>, Omit<ListenOptions, 'signal'> {
  /** Peers that are refused without a word (Node 22.13 and later). */
  readonly blockList?: BlockList | undefined;
  /** How many connections may be open at a time; further ones are dropped. Default: any number. */
  readonly maxConnections?: number | undefined;
}

/** Who gets the sockets. */
export interface Acceptor {
  listening(address: AddressInfo | string): void;
  accepted(socket: Socket): void;
  dropped(drop: Drop): void;
  failed(error: unknown): void;
}

/** Binds, and accepts until the returned function is called. An accepted socket is the acceptor's own. */
export function accept(options: AcceptOptions, acceptor: Acceptor): () => void {
  let stopped = false;
  const limit = descriptorLimit();
  const server = createServer({ ...options, pauseOnConnect: false, allowHalfOpen: true });
  if (options.maxConnections !== undefined) server.maxConnections = options.maxConnections;
  server
    .on('listening', () => {
      // Stopping can't call off the look-up of a host name.
      if (stopped) server.close();
      else acceptor.listening(server.address() ?? '');
    })
    .on('connection', (socket) => {
      if (descriptorOf(socket) < limit) acceptor.accepted(socket);
      else acceptor.dropped(refuse(socket));
    })
    .on('drop', (from) => {
      acceptor.dropped({ ...from, reason: 'maxConnections' });
    })
    .on('error', (error) => {
      if (!stopped) acceptor.failed(error);
    })
    .listen(options);
  return () => {
    stopped = true;
    if (server.listening) server.close();
  };
}

function descriptorOf(socket: Socket): number {
  return (socket as { _handle?: { fd?: number } | null })._handle?.fd ?? -1;
}

function refuse(socket: Socket): Drop {
  const { localAddress, localFamily, localPort, remoteAddress, remoteFamily, remotePort } = socket;
  abort(socket.on('error', () => undefined));
  const from = { localAddress, localFamily, localPort, remoteAddress, remoteFamily, remotePort };
  return { ...(from as Omit<Drop, 'reason'>), reason: 'EMFILE' };
}
