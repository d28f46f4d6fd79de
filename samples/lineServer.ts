// Commands by line: `npm run sample lineServer 7000`, then `nc localhost 7000`. Ctrl-C ends it.
// ECHO text, TIME and QUIT are answered. Who stays in mid-line for 10 s has to go; who leaves there has not said goodbye.
import { catchError, EMPTY, fromEvent, share, take, takeUntil, takeWhile, tap } from 'rxjs';
import { DeadlineError, FrameError, frames, lines, listen } from 'rxjs-sockets';
import { serveEach, TruncatedFrameError } from 'rxjs-sockets';

const [port = 7000, incompleteFrameTimeout = 10_000] = process.argv.slice(2).map(Number);
const interrupted = fromEvent(process, 'SIGINT').pipe(take(1), share());
const commands = frames(lines({ maxLength: 512 }), { incompleteFrameTimeout });

function answer(line: string): string {
  const [command = '', text = ''] = line.split(/ (.*)/s);
  if (command === 'ECHO') return text;
  if (command === 'TIME') return new Date().toISOString();
  return command === 'QUIT' ? 'BYE' : `ERROR There is no command ${JSON.stringify(command)}`;
}

const connections = listen({ port, onListening: console.log }).pipe(takeUntil(interrupted));
const outcomes = connections.pipe(
  serveEach((client) =>
    client.pipe(
      commands,
      // Who asks and never reads is reset when 8 MiB of answers wait, the default of writeBuffer.hard.
      tap((line) => client.write(`${answer(line)}\n`)),
      takeWhile((line) => line !== 'QUIT'),
      catchError((error: unknown) => {
        if (!(error instanceof FrameError || error instanceof DeadlineError)) throw error;
        const isCutShort = error instanceof TruncatedFrameError;
        const why = isCutShort ? `Cut short ${error.received} bytes into a line` : error.message;
        console.log(`${client}: ${why}`);
        // A failed pipeline is reset, which may take the last answers along. One that completes ends in order.
        client.write(`ERROR ${why}\n`);
        return EMPTY;
      }),
      takeUntil(interrupted),
    ),
  ),
);

outcomes.subscribe({
  next: ({ connection, pipeline, ending }) =>
    console.log(`${connection}: ${pipeline}, ${ending.type}`),
  error: (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
});
