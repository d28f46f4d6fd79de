import { once } from 'node:events';
import { tap } from 'rxjs';
import { bench } from './harness/bench';
import { dial, ourPort, rawPort } from './harness/ports';
import { isUnderTest, UnderTest } from './harness/UnderTest';

// A peer offers more than its consumer takes: how much of that this side holds at the most, beside what the kernel does.
const MiB = 2 ** 20;
const OFFERED = 256;
const TARGET = 8;

let received = 0;
let live = 0;
let base = 0;
const took = (chunk: Buffer): void => void (received += chunk.length);

const servers: Record<string, () => Promise<number>> = {
  'raw, paused': () => rawPort((socket) => socket.on('data', took).pause()),
  'Connection, held': () =>
    ourPort(
      tap((connection) => {
        connection.subscribe(took);
        connection.hold();
      }),
    ),
  'raw, 1 ms a chunk': () =>
    rawPort((socket) =>
      socket.on('data', (chunk) => {
        took(chunk);
        socket.pause();
        setTimeout(() => socket.resume(), 1);
      }),
    ),
  'Connection, 1 ms a chunk': () =>
    ourPort(
      tap((connection) => {
        connection.subscribe((chunk) => {
          took(chunk);
          const hold = connection.hold();
          setTimeout(() => hold.unsubscribe(), 1);
        });
      }),
    ),
};

async function measure(name: string): Promise<number> {
  const server = new UnderTest();
  const [socket] = await dial(await server.ask<number>('listen', name), 1);
  const block = Buffer.alloc(MiB);
  const stalled = new AbortController();
  const started = performance.now();
  for (let i = 0; i < OFFERED && !stalled.signal.aborted; i++)
    if (!socket!.write(block)) {
      const timer = setTimeout(() => stalled.abort(), 1000);
      await once(socket!, 'drain', stalled).catch(() => undefined);
      clearTimeout(timer);
    }
  const seconds = (performance.now() - started) / 1000;
  const told = await server.ask<{ live: number; received: number }>('held');
  console.log(
    `  ${name.padEnd(25)} at most ${(told.live / MiB).toFixed(2)} MiB live; ` +
      `${(told.received / MiB).toFixed(1)} of ${OFFERED} MiB in ${seconds.toFixed(1)} s`,
  );
  socket!.destroy();
  server.stop();
  return told.live / MiB;
}

async function compare(): Promise<void> {
  for (const name of Object.keys(servers)) {
    const most = await measure(name);
    if (!name.startsWith('raw'))
      console.log(`    target ${TARGET} MiB: ${most <= TARGET ? 'met' : 'missed'}`);
  }
}

/** Looks again and again, collected: the most that was live at a time, beyond what was before. */
function watch(): void {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  base ||= heapUsed + external;
  live = Math.max(live, heapUsed + external - base);
  setTimeout(watch, 25);
}

if (isUnderTest) watch();
bench(`slow consumer: the most that is held of ${OFFERED} MiB offered`, compare, {
  listen: (name: string) => servers[name]?.(),
  held: () => ({ live, received }),
});
