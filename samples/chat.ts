// A chat: `npm run sample chat 7000`, then `nc localhost 7000` in several terminals.
import { finalize, map, tap } from 'rxjs';
import { type Connection, lines, listen, serveEach } from 'rxjs-sockets';

const port = Number(process.argv[2] ?? 7000);
const users = new Set<Connection>();

function tell(line: string, except?: Connection): void {
  for (const user of users) if (user !== except) user.write(`${line}\n`);
}

// A slow reader is reset when more than that waits for it, and so is who sends too long a line.
const writeBuffer = { hard: 65_536 };
const outcomes = listen({ port, writeBuffer, onListening: console.log }).pipe(
  serveEach((user) => {
    tell(`* ${user.remotePort} joined`);
    users.add(user);
    return user.pipe(
      lines({ maxLength: 1_000, allowUnterminated: true }),
      // Control characters would do things to the terminals of the others.
      map((line) => line.replace(/\p{Cc}/gu, '')),
      tap((line) => tell(`${user.remotePort}: ${line}`, user)),
      finalize(() => users.delete(user)),
    );
  }),
);
const ways: Record<string, string> = { end: 'left', reset: 'was reset', timeout: 'was lost' };
outcomes.subscribe({
  next: ({ connection, ending }) =>
    tell(`* ${connection.remotePort} ${ways[ending.type] ?? 'was dropped'}`),
  error: (error: unknown) => console.error(String(error)),
});
