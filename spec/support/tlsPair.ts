import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:tls';
import { Connection, type ConnectionOptions } from 'rxjs-sockets';
import { certificate } from './certificate';
import { dialRaw } from './dialRaw';
import type { Pair } from './pair';
import { portOf } from './portOf';

/** An accepted TLS connection, its peer, and the plain socket under that one, which alone can be reset. */
export interface TlsPair extends Pair {
  readonly under: Socket;
}

export async function tlsPair(options: ConnectionOptions = {}): Promise<TlsPair> {
  const server = createServer(certificate).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = new Promise<Connection>((resolve) => {
    server.once('secureConnection', (socket) => resolve(new Connection(socket, options)));
  });
  const under = await dialRaw(portOf(server));
  const peer = connect({ socket: under, ca: certificate.cert, servername: 'localhost' });
  peer.on('error', () => undefined);
  await once(peer, 'secureConnect');
  server.close();
  return { connection: await accepted, peer, under };
}
