import { setTimeout as wait } from 'node:timers/promises';
import { tap } from 'rxjs';
import { heartbeat, idleTimeout, serveEach } from 'rxjs-sockets';
import { bench } from './harness/bench';
import { dial, ourPort, rawPort } from './harness/ports';
import { median, spread } from './harness/spread';
import { UnderTest } from './harness/UnderTest';

// What a connection costs that has had its say: heap of the server's process, collected, before and after.
const RUNS = 5;
const FIRST = 100;
const COUNT = 10_000;
const TARGET = 2_048;

let open = 0;
const heard = (): void => {
  open++;
};
const ignore = (): void => undefined;

const servers: Record<string, () => Promise<number>> = {
  raw: () => rawPort((socket) => socket.on('data', heard).on('end', ignore).on('error', ignore)),
  Connection: () =>
    ourPort(
      tap((connection) => {
        connection.subscribe({ next: heard, complete: () => connection.end(), error: ignore });
      }),
    ),
  liveness: () =>
    ourPort(
      tap((connection) => {
        connection
          .pipe(
            idleTimeout({ each: 60_000, unless: connection }),
            heartbeat(connection, { every: 50_000, frame: '.' }),
          )
          .subscribe({ next: heard, complete: () => connection.end(), error: ignore });
      }),
    ),
  serveEach: () => ourPort(serveEach((connection) => connection.pipe(tap(heard)))),
};

async function measure(name: string): Promise<number> {
  const server = new UnderTest();
  const port = await server.ask<number>('listen', name);
  const grow = async (count: number): Promise<number> => {
    for (const socket of await dial(port, count)) socket.write('x');
    return server.ask<number>('heap', count);
  };
  const before = await grow(FIRST);
  const after = await grow(COUNT);
  server.stop();
  return (after - before) / COUNT;
}

async function compare(): Promise<void> {
  const heaps = new Map(Object.keys(servers).map((name) => [name, [] as number[]]));
  for (let i = 0; i < RUNS; i++)
    for (const [name, values] of heaps) values.push(await measure(name));
  const more = (name: string): number => median(heaps.get(name)!) - median(heaps.get('raw')!);
  for (const [name, values] of heaps)
    console.log(
      `  ${name.padEnd(11)} ${spread(values, 0).padEnd(21)} raw + ${more(name).toFixed(0)}`,
    );
  const verdict = more('liveness') <= TARGET ? 'met' : 'missed';
  console.log(`    target with idleTimeout and heartbeat, raw + ${TARGET}: ${verdict}`);
}

async function heap(count: number): Promise<number> {
  while (open < count) await wait(10);
  open = 0;
  // What was needed on the way goes in several turns.
  for (let i = 0; i < 5; i++) {
    await wait(10);
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

bench(`heap of an idle connection: bytes, ${RUNS} runs of ${COUNT} connections`, compare, {
  listen: (name: string) => servers[name]?.(),
  heap,
});
