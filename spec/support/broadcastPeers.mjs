// Those whom broadcastServer.cjs sends to: some read all, and check it, others have stopped until those have it.
//   node broadcastPeers.mjs <port> <readers> <stopped>
import { once } from 'node:events';
import { createConnection } from 'node:net';

const [port, readers, stopped] = process.argv.slice(2).map(Number);
const SIZE = 65_536;
const HEADER = 12;
const latencies = [];
/** By how many each frame was got. */
const gotBy = [];

function dial() {
  return createConnection({ port, host: '127.0.0.1' }).on('error', () => undefined);
}

function take(header, number) {
  latencies.push(Number(process.hrtime.bigint() - header.readBigUInt64BE(4)) / 1e6);
  gotBy[number] = (gotBy[number] ?? 0) + 1;
  if (gotBy[number] === readers) process.send({ got: number + 1 });
}

/** Resolves with how many frames came, or with what was wrong. */
async function read(socket) {
  const header = Buffer.alloc(HEADER);
  let wrong;
  let number = 0;
  let at = 0;
  socket.on('data', (chunk) => {
    for (let from = 0, size; from < chunk.length; from += size) {
      const rest = at < HEADER ? HEADER - at : SIZE - at;
      size = Math.min(rest, chunk.length - from);
      if (at < HEADER) chunk.copy(header, at, from, from + size);
      else if (chunk[from] !== number % 256) wrong ??= `a wrong byte in ${number}`;
      at += size;
      if (at < SIZE) continue;
      if (header.readUInt32BE() !== number) wrong ??= `${header.readUInt32BE()}, not ${number}`;
      take(header, number++);
      at = 0;
    }
  });
  await once(socket, 'end');
  return wrong ?? number;
}

const reading = Array.from({ length: readers }, dial);
const idle = Array.from({ length: stopped }, () => dial().pause());
await Promise.all([...reading, ...idle].map((socket) => once(socket, 'connect')));
process.send('ready');
const got = await Promise.all(reading.map(read));
latencies.sort((a, b) => a - b);
const p99 = latencies[Math.floor(0.99 * latencies.length)];
let bytes = 0;
await Promise.all(
  idle.map((socket) => {
    socket.on('data', (chunk) => (bytes += chunk.length)).resume();
    return socket.closed || once(socket, 'close');
  }),
);
process.send({ frames: [...new Set(got)], p99, gotByStopped: bytes / SIZE }, () => process.exit());
process.once('disconnect', () => process.exit());
