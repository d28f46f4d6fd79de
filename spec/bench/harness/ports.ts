import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import type { Observable } from 'rxjs';
import { type Connection, listen } from 'rxjs-sockets';

const host = '127.0.0.1';
const backlog = 4096;

/** A server of plain sockets; its port once it listens. */
export function rawPort(accepted: (socket: Socket) => void): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer(accepted).listen({ port: 0, host, backlog }, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** A server of connections; its port once it listens. */
export function ourPort(
  served: (connections: Observable<Connection>) => Observable<unknown>,
): Promise<number> {
  return new Promise((resolve) => {
    const onListening = (address: AddressInfo | string): void => {
      resolve((address as AddressInfo).port);
    };
    served(listen({ port: 0, host, backlog, onListening })).subscribe();
  });
}

/** Plain connected sockets, for the load. */
export function dial(port: number, count: number): Promise<Socket[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = createConnection({ port, host });
      await once(socket, 'connect');
      return socket.on('error', () => undefined);
    }),
  );
}
