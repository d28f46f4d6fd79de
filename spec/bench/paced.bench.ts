import { EMPTY, mergeMap, type Observable, of, tap } from 'rxjs';
import { type Connection, pacedBatch, pacedMap, toIterable } from 'rxjs-sockets';
import { bulk } from './harness/bulk';
import { duel } from './harness/duel';
import type { Did } from './harness/metered';
import { ourPort } from './harness/ports';

// What it costs to be able to hold a fast sender, for a consumer that never has to: one connection that sends as fast as it
// can, and work that is done at once. More than 2 GiB for each server in a run.
const MiB = 2 ** 20;

/** A server that reads each connection to its end. */
function reading(
  read: (connection: Connection, did: Did) => Observable<unknown> | Promise<void>,
): (did: Did) => Promise<number> {
  return (did) =>
    ourPort(
      mergeMap((connection) => {
        void connection.peerEnded.then(() => connection.end());
        return read(connection, did);
      }),
    );
}

async function iterate(connection: Connection, did: Did): Promise<void> {
  for await (const { length } of toIterable(connection)) did(length / MiB);
}

duel({
  title: 'bulk receive, paced',
  unit: 'MiB',
  targets: { 'pacedMap, EMPTY': 1.1, 'pacedMap, of': 1.1 },
  slice: 96,
  servers: {
    raw: bulk.raw,
    Connection: reading((connection, did) =>
      connection.pipe(tap(({ length }) => did(length / MiB))),
    ),
    // Of rxjs, which holds nothing: what any work behind each chunk costs.
    'mergeMap, of': reading((connection, did) =>
      connection.pipe(
        mergeMap(({ length }) => of(length)),
        tap((length) => did(length / MiB)),
      ),
    ),
    'pacedMap, EMPTY': reading((connection, did) =>
      connection.pipe(
        pacedMap(connection, ({ length }) => {
          did(length / MiB);
          return EMPTY;
        }),
      ),
    ),
    'pacedMap, of': reading((connection, did) =>
      connection.pipe(
        pacedMap(connection, ({ length }) => of(length)),
        tap((length) => did(length / MiB)),
      ),
    ),
    'pacedMap, promise': reading((connection, did) =>
      connection.pipe(
        pacedMap(connection, ({ length }) => Promise.resolve(length)),
        tap((length) => did(length / MiB)),
      ),
    ),
    'pacedBatch, promise': reading((connection, did) =>
      connection.pipe(
        pacedBatch(connection, (chunks) => Promise.resolve(chunks)),
        tap((chunks) => {
          for (const { length } of chunks) did(length / MiB);
        }),
      ),
    ),
    toIterable: reading(iterate),
  },
  load: bulk.load,
});
