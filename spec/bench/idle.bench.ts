import { tap } from 'rxjs';
import { serveEach } from 'rxjs-sockets';
import { dial, ourPort, rawPort } from './harness/ports';
import { median, spread } from './harness/spread';
import { answer, isUnderTest, UnderTest } from './harness/UnderTest';

// What a connection costs that has had its say: heap of the server's process, collected, before and after.
const RUNS = 7;
const FIRST = 100;
const COUNT = 1000;
const TARGET = 640;

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

async function main(): Promise<void> {
  console.log(`\nheap of an idle connection, in bytes, ${RUNS} runs of ${COUNT}`);
  const heaps = new Map(Object.keys(servers).map((name) => [name, [] as number[]]));
  for (let i = 0; i < RUNS; i++)
    for (const [name, values] of heaps) values.push(await measure(name));
  const raw = median(heaps.get('raw')!);
  for (const [name, values] of heaps)
    console.log(
      `  ${name.padEnd(11)} ${spread(values, 0).padEnd(22)} raw + ${(median(values) - raw).toFixed(0)}`,
    );
  const more = median(heaps.get('Connection')!) - raw;
  console.log(
    `    target raw + ${TARGET}, with liveness: ${more <= TARGET ? 'met' : 'missed'} without`,
  );
}

if (isUnderTest)
  answer({
    listen: (name: string) => servers[name]?.(),
    async heap(count: number) {
      while (open < count) await new Promise((resolve) => setTimeout(resolve, 10));
      open = 0;
      // What was allocated on the way goes in several turns.
      for (let i = 0; i < 5; i++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        globalThis.gc?.();
      }
      return process.memoryUsage().heapUsed;
    },
  });
else void main();
