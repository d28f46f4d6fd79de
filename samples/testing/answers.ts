// What the specs beside it test: answers each line, and knows whether the peer is there.
import { filter, type MonoTypeOperatorFunction, pipe, tap } from 'rxjs';
import { type Connection, heartbeat, idleTimeout, lines, serveEach } from 'rxjs-sockets';

const BEAT = 'HB';

/** Sends a line of its own after 10 s of silence on this side; whoever is silent for 30 s is dead. */
function alive(client: Connection): MonoTypeOperatorFunction<string> {
  return pipe(
    heartbeat(client, { every: 10_000, frame: `${BEAT}\n` }),
    idleTimeout(30_000),
    filter((line) => line !== BEAT),
  );
}

/** To be put behind `listen`. */
export const answers = serveEach((client) =>
  client.pipe(
    lines(),
    alive(client),
    tap((line) => client.write(`you said ${line}\n`)),
  ),
);
