import { createConnection } from 'node:net';
import { tap } from 'rxjs';
import { serveEach } from 'rxjs-sockets';
import { duel } from './harness/duel';
import { ourPort, rawPort } from './harness/ports';

// Connections that live for one message: accepted, answered, ended by the peer, closed. 50 at a time.
const message = Buffer.alloc(64, 'x');

duel({
  title: 'accept, serve, end',
  unit: 'connection',
  targets: { Connection: 1.08 },
  slice: 800,
  servers: {
    raw: (did) =>
      rawPort((socket) => {
        socket
          .on('data', (chunk) => socket.write(chunk))
          .on('end', () => undefined)
          .on('error', () => undefined)
          .on('close', () => did(1));
      }),
    Connection: (did) =>
      ourPort(
        tap((connection) => {
          connection.subscribe({
            next: (chunk) => connection.write(chunk),
            complete: () => connection.end(),
            error: () => undefined,
          });
          connection.socket.on('close', () => did(1));
        }),
      ),
    serveEach: (did) =>
      ourPort((connections) =>
        connections.pipe(
          serveEach((connection) => connection.pipe(tap((chunk) => connection.write(chunk)))),
          tap(() => did(1)),
        ),
      ),
  },
  load: (port) => (amount) =>
    Promise.all(Array.from({ length: 50 }, () => visit(port, amount / 50))),
});

async function visit(port: number, times: number): Promise<void> {
  for (let i = 0; i < times; i++)
    await new Promise((resolve) => {
      const socket = createConnection(port, '127.0.0.1');
      socket
        .on('data', () => socket.end())
        .on('error', () => undefined)
        .on('close', resolve);
      socket.write(message);
    });
}
