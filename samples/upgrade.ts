// A line, and behind it another framing: `npm run sample upgrade 7000`. Ctrl-C ends it.
// `UPGRADE json` goes on with JSON lines, `UPGRADE binary` with frames that begin with their length; all are sent back. Try
// `printf 'UPGRADE json\n{"a":1}\n' | nc localhost 7000`: what came with the line belongs to the next framing.
import { fromEvent, map, share, take, takeUntil, tap } from 'rxjs';
import { FrameError, frames, jsonLines, lengthPrefixed, lines } from 'rxjs-sockets';
import { listen, serveEach, switchDecoder } from 'rxjs-sockets';

const port = Number(process.argv[2] ?? 7000);
const interrupted = fromEvent(process, 'SIGINT').pipe(take(1), share());

const header = lines({ maxLength: 100 });
const json = jsonLines({ maxLength: 65_536 });
const binary = lengthPrefixed({ maxFrameLength: 65_536 });
const wire = switchDecoder(header, (line) => {
  if (line === 'UPGRADE json') return json;
  if (line === 'UPGRADE binary') return binary;
  throw new FrameError(`There is no ${JSON.stringify(line)}`);
});

const connections = listen({ port, onListening: console.log }).pipe(takeUntil(interrupted));
const outcomes = connections.pipe(
  serveEach((client) =>
    client.pipe(
      frames(wire, { incompleteFrameTimeout: 10_000 }),
      map((frame, index) => {
        if (index === 0) return header.encode('OK');
        return Buffer.isBuffer(frame) ? binary.encode(frame) : json.encode(frame);
      }),
      tap((frame) => client.write(frame)),
      takeUntil(interrupted),
    ),
  ),
);

outcomes.subscribe({
  next: ({ connection, pipeline, error = pipeline, ending }) =>
    console.log(`${connection}: ${String(error)}, ${ending.type}`),
  error: (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
});
