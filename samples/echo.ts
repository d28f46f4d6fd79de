// Sends back what it gets: `npm run sample echo 7000`, then `nc localhost 7000`. Ctrl-C ends it.
import { fromEvent, share, take, takeUntil, tap } from 'rxjs';
import { listen, serveEach } from 'rxjs-sockets';

const interrupted = fromEvent(process, 'SIGINT').pipe(take(1), share());

const connections = listen({
  port: Number(process.argv[2] ?? 7000),
  onListening: (address) => console.log('Listening on', address),
  closeTimeout: 2_000, // how long a peer may take to end its side after ours
}).pipe(takeUntil(interrupted));

const outcomes = connections.pipe(
  serveEach((connection) =>
    connection.pipe(
      // Who sends and never reads is reset when 8 MiB of echo wait, the default of writeBuffer.hard.
      tap((chunk) => connection.write(chunk)),
      // The pipeline completes, so what is queued is sent, then our side ends.
      takeUntil(interrupted),
    ),
  ),
);

outcomes.subscribe({
  next({ connection, pipeline, ending }) {
    const bytes = `${ending.bytesRead} B in, ${ending.bytesWritten} B out`;
    const how = `${ending.type} by ${ending.type === 'local' ? ending.by : ending.began}`;
    console.log(`${connection}: ${pipeline}, ${how}, ${bytes}`);
  },
  error(error: unknown) {
    console.error(String(error));
    process.exitCode = 1;
  },
  complete: () => console.log('All connections have ended'),
});
