import type { Socket } from 'node:net';
import { tap } from 'rxjs';
import { heartbeat, idleTimeout, serveEach } from 'rxjs-sockets';
import { duel } from './harness/duel';
import { dial, ourPort, rawPort } from './harness/ports';

// 50 connections, each with one message of 64 bytes under way; the server sends back what it gets.
const SIZE = 64;
const message = Buffer.alloc(SIZE, 'x');

duel({
  title: 'echo of 64 bytes over 50 connections',
  unit: 'message',
  targets: { Connection: 1.05, liveness: 1.1 },
  slice: 8_500,
  servers: {
    raw: (did) =>
      rawPort((socket) => {
        socket
          .on('data', (chunk) => {
            socket.write(chunk);
            did(chunk.length / SIZE);
          })
          .on('end', () => undefined)
          .on('error', () => undefined);
      }),
    Connection: (did) =>
      ourPort(
        tap((connection) => {
          connection.subscribe({
            next: (chunk) => {
              connection.write(chunk);
              did(chunk.length / SIZE);
            },
            complete: () => connection.end(),
            error: () => undefined,
          });
        }),
      ),
    liveness: (did) =>
      ourPort(
        tap((connection) => {
          connection
            .pipe(
              idleTimeout({ each: 60_000, unless: connection }),
              heartbeat(connection, { every: 50_000, frame: '.' }),
            )
            .subscribe({
              next: (chunk) => {
                connection.write(chunk);
                did(chunk.length / SIZE);
              },
              complete: () => connection.end(),
              error: () => undefined,
            });
        }),
      ),
    serveEach: (did) =>
      ourPort(
        serveEach((connection) =>
          connection.pipe(
            tap((chunk) => {
              connection.write(chunk);
              did(chunk.length / SIZE);
            }),
          ),
        ),
      ),
  },
  async load(port) {
    const sockets = await dial(port, 50);
    return (amount) => Promise.all(sockets.map((socket) => converse(socket, amount / 50)));
  },
});

function converse(socket: Socket, messages: number): Promise<void> {
  return new Promise((resolve) => {
    let due = messages * SIZE;
    const heard = (chunk: Buffer): void => {
      due -= chunk.length;
      if (due % SIZE > 0) return;
      if (due > 0) socket.write(message);
      else {
        socket.off('data', heard);
        resolve();
      }
    };
    socket.on('data', heard).write(message);
  });
}
