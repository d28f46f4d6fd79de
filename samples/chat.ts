// A chat: `npm run sample chat 7000`, then `nc localhost 7000` in several terminals.
import { concatMap, finalize, type Observable, tap } from 'rxjs';
import { type Connection, listen, serveEach } from 'rxjs-sockets';

const port = Number(process.argv[2] ?? 7000);
const MAX_LINE = 1_000;
const users = new Set<Connection>();

function tell(line: string, except?: Connection): void {
  for (const user of users) if (user !== except) user.write(`${line}\n`);
}

/** Lines without control characters; one over MAX_LINE fails. Framing operators will do it. */
function lines(connection: Connection): Observable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  const split = (chunk: Buffer): string[] => {
    const all = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    if (all.some((line) => line.length > MAX_LINE)) throw new RangeError('The line is too long');
    rest = all.pop() ?? '';
    return all.map((line) => line.replace(/\p{Cc}/gu, ''));
  };
  return connection.pipe(concatMap(split));
}

// A slow reader is reset once more than maxWritableLength bytes wait for it.
const outcomes = listen({ port, maxWritableLength: 65_536, onListening: console.log }).pipe(
  serveEach((user) => {
    tell(`* ${user.remotePort} joined`);
    users.add(user);
    const talk = lines(user).pipe(tap((line) => tell(`${user.remotePort}: ${line}`, user)));
    return talk.pipe(finalize(() => users.delete(user)));
  }),
);
const ways: Record<string, string> = { end: 'left', reset: 'was reset', timeout: 'was lost' };
outcomes.subscribe({
  next: ({ connection, ending }) =>
    tell(`* ${connection.remotePort} ${ways[ending.type] ?? 'was dropped'}`),
  error: (error: unknown) => console.error(String(error)),
});
