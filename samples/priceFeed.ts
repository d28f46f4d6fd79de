// A price feed with readers of all speeds: `npm run sample priceFeed 7000`; `nc localhost 7000` is one more. Who is too slow misses
// prices, is told how many, and goes on with the newest; the others don't wait for that. Ctrl-C ends it.
import type { AddressInfo } from 'node:net';
import { fromEvent, interval, map, mergeMap, NEVER, type Observable, of, range } from 'rxjs';
import { take, takeUntil, tap, timer } from 'rxjs';
import { broadcast, connect, type Connection, listen, pacedMap, serveEach } from 'rxjs-sockets';

const stop = fromEvent(process, 'SIGINT').pipe(take(1));

// 10 shares each ms, with an order book that makes a KiB of each.
const book = '.'.repeat(1_000);
const prices = interval(1).pipe(
  mergeMap(() => range(10)),
  map((share) => `${JSON.stringify({ share, price: 100 * Math.random(), book })}\n`),
);
const sendTo = broadcast(prices, { onSlow: 'skip', maxLag: 65_536 });

function tell(reader: Connection, skipped: number): void {
  reader.write(`${skipped} prices left out\n`);
  console.log(`${reader}: ${skipped} prices left out`);
}

function onListening(address: AddressInfo | string): void {
  console.log(address);
  const feed = connect((address as AddressInfo).port);
  // What each reader does with a chunk.
  const speeds: Record<string, Observable<unknown>> = { fast: of(0), slow: timer(50), dead: NEVER };
  for (const [name, work] of Object.entries(speeds)) {
    let bytes = 0;
    const read = ({ length }: Buffer) => work.pipe(tap(() => (bytes += length)));
    feed.pipe(serveEach((from) => from.pipe(pacedMap(from, read), takeUntil(stop)))).subscribe();
    setInterval(() => console.log(`${name}: ${bytes} bytes read`), 1_000).unref();
  }
}

listen({ port: Number(process.argv[2] ?? 7000), onListening })
  .pipe(
    serveEach((reader) => sendTo(reader).pipe(tap((skipped) => tell(reader, skipped)))),
    takeUntil(stop),
  )
  .subscribe({
    error: (error: unknown) => {
      console.error(String(error));
      process.exitCode = 1;
    },
  });
