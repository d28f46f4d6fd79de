import { once } from 'node:events';
import { tap } from 'rxjs';
import { serveEach } from 'rxjs-sockets';
import { duel } from './harness/duel';
import { dial, ourPort, rawPort } from './harness/ports';

// One connection that sends as fast as it can; the server counts the bytes.
const MiB = 2 ** 20;
const block = Buffer.alloc(MiB, 'x');

duel({
  title: 'bulk receive',
  unit: 'MiB',
  targets: { Connection: 1.05 },
  slice: 144,
  servers: {
    raw: (did) =>
      rawPort((socket) => {
        socket
          .on('data', (chunk) => did(chunk.length / MiB))
          .on('end', () => undefined)
          .on('error', () => undefined);
      }),
    Connection: (did) =>
      ourPort(
        tap((connection) => {
          connection.subscribe({
            next: (chunk) => did(chunk.length / MiB),
            complete: () => connection.end(),
            error: () => undefined,
          });
        }),
      ),
    serveEach: (did) =>
      ourPort(serveEach((connection) => connection.pipe(tap((chunk) => did(chunk.length / MiB))))),
  },
  // A connection for each slice: how sender and receiver wake each other differs for as long as a connection lives.
  load: (port) => async (amount) => {
    const [socket] = await dial(port, 1);
    for (let i = 0; i < amount; i++) if (!socket!.write(block)) await once(socket!, 'drain');
    socket!.end();
  },
});
