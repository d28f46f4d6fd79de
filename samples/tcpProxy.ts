// A TCP proxy: `npm run sample tcpProxy 7001 7000` passes what comes to port 7001 on to port 7000. Ctrl-C ends it.
// Who reads slowly slows the other side down, an end is passed on as an end, and a reset as a reset.
import { fromEvent, mergeMap, take, takeUntil, tap } from 'rxjs';
import { connect, listen, relay, serveEach } from 'rxjs-sockets';

const [port = 7001, target = 7000] = process.argv.slice(2).map(Number);

// Half a connection may wait for the other half as long as that takes.
const halfClosedTimeout = 0;
const outcomes = listen({ port, halfClosedTimeout, onListening: console.log }).pipe(
  serveEach((client) =>
    connect({ port: target, halfClosedTimeout }).pipe(
      mergeMap((server) => relay(client, server)),
      tap(({ forth, back }) => console.log(`${client}: ${forth} bytes there, ${back} back`)),
    ),
  ),
  // Leaves all connections, which resets them: an end would make a part of a stream look like all of it.
  takeUntil(fromEvent(process, 'SIGINT').pipe(take(1))),
);

outcomes.subscribe({
  next({ connection, pipeline, error }) {
    if (pipeline === 'failed') console.log(`${connection}: ${String(error)}`);
  },
  error: (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
});
