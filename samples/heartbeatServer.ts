// A server that knows who is there: `npm run sample heartbeatServer 7000`, then `nc localhost 7000`.
// Both sides send HEARTBEAT when they have nothing else to say for 10 s; who is silent for 30 s is dead.
import { fromEvent, share, take, takeUntil, tap } from 'rxjs';
import { heartbeatLines, IdleTimeoutError, listen, liveness, serveEach } from 'rxjs-sockets';

const [port = 7000, every = 10_000, deadAfter = 30_000] = process.argv.slice(2).map(Number);
const policy = heartbeatLines({ every, deadAfter, frame: 'HEARTBEAT\n\n' });
const interrupted = fromEvent(process, 'SIGINT').pipe(take(1), share());

const connections = listen({ port, onListening: console.log }).pipe(takeUntil(interrupted));
const outcomes = connections.pipe(
  serveEach((connection) => {
    const log = (what: string) => console.log(`${new Date().toISOString()} ${connection} ${what}`);
    log('is here');
    return connection.pipe(
      liveness(connection, policy, { events: { next: ({ type }) => log(`is ${type}`) } }),
      tap((chunk) => log(`said ${JSON.stringify(String(chunk))}`)),
      takeUntil(interrupted),
    );
  }),
);

outcomes.subscribe({
  next({ connection, error, ending }) {
    const isDead = error instanceof IdleTimeoutError;
    console.log(`${connection} ${isDead ? `died: ${error.message}` : ending.type}`);
  },
  error: (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
});
