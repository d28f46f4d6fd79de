// A slow store behind a fast sender: `npm run sample slowIngest 7000`. It takes 10 ms for up to 8 chunks; the sender could do a
// hundred times as much, and has to wait. What is kept in memory stays the same all the while. It is over when 64 MiB are stored.
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { concatMap, EMPTY, interval, range, take, tap, timer } from 'rxjs';
import { connect, type Connection, listen, pacedBatch, serveEach } from 'rxjs-sockets';

const MIB = 2 ** 20;
const block = Buffer.alloc(64 * 1024, 'x');
let stored = 0;

const store = (chunks: readonly Buffer[]) =>
  timer(10).pipe(tap(() => chunks.forEach(({ length }) => (stored += length))));

const send = (connection: Connection) =>
  range(64 * 16).pipe(concatMap(() => (connection.write(block) ? EMPTY : connection.drained)));

function onListening(address: AddressInfo | string): void {
  console.log(address);
  const connected = connect((address as AddressInfo).port);
  connected.pipe(serveEach(send)).subscribe();
}

const outcomes = listen({ port: Number(process.argv[2] ?? 7000), onListening }).pipe(
  serveEach((sender) => sender.pipe(pacedBatch(sender, store, { count: 8 }))),
  take(1),
);

// What nobody needs any more is collected first, so that what is shown is kept.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const shown = interval(200).subscribe(() => {
  collect();
  const [done, kept] = [stored, process.memoryUsage().arrayBuffers].map((bytes) => bytes / MIB);
  console.log(`${done?.toFixed(1)} MiB stored, ${kept?.toFixed(1)} MiB in memory`);
});

outcomes.subscribe({
  next: ({ ending }) => console.log(`${ending.bytesRead / MIB} MiB came, ${ending.type}`),
  error: (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
    shown.unsubscribe();
  },
  complete: () => shown.unsubscribe(),
});
