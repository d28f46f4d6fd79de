// Peers that read slowly, in a process of their own, since theirs must go on when the server's loop doesn't. slowReaders.spec.ts
// forks it, and ends their reading with a message.
//   node slowReaders.mjs <port> <bytes that one reads each 100 ms> ...
import { createConnection } from 'node:net';
import { clearInterval, setInterval } from 'node:timers';

const [port, ...rates] = process.argv.slice(2).map(Number);
const readers = rates.map((bytes) => {
  const onread = { buffer: Buffer.alloc(bytes), callback: () => false };
  const socket = createConnection({ port, host: '127.0.0.1', onread });
  socket.on('error', () => undefined);
  return setInterval(() => socket.resume(), 100);
});
process.once('message', () => {
  readers.forEach(clearInterval);
  process.send('stopped');
});
process.once('disconnect', () => process.exit());
