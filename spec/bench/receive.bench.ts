import { tap } from 'rxjs';
import { serveEach } from 'rxjs-sockets';
import { record } from 'rxjs-sockets/testing';
import { bulk } from './harness/bulk';
import { duel } from './harness/duel';
import { ourPort } from './harness/ports';

// One connection that sends as fast as it can; the server counts the bytes.
const MiB = 2 ** 20;

duel({
  title: 'bulk receive',
  unit: 'MiB',
  targets: { Connection: 1.05 },
  pairs: [['recorded', 'serveEach']],
  slice: 144,
  servers: {
    raw: bulk.raw,
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
    // Keeps the first MiB, and counts the rest.
    recorded: (did) =>
      ourPort(
        serveEach((connection) => {
          record(connection);
          return connection.pipe(tap((chunk) => did(chunk.length / MiB)));
        }),
      ),
    serveEach: (did) =>
      ourPort(serveEach((connection) => connection.pipe(tap((chunk) => did(chunk.length / MiB))))),
  },
  load: bulk.load,
});
