// Peers that beat, in a process of their own, since theirs must go on when the server's loop doesn't. Trial.ts forks it.
import { createConnection } from 'node:net';
import { clearInterval, setInterval, setTimeout } from 'node:timers';

const BEAT = 300;
let peers = [];

process.on('message', async ({ id, order, port, kinds, kind }) => {
  if (order === 'dial') await Promise.all([...kinds].map((kind) => dial(port, kind)));
  if (order === 'silence')
    for (const peer of peers) if (peer.kind === kind) clearInterval(peer.beat);
  if (order === 'leave') for (const { socket } of peers.splice(0)) socket.destroy();
  process.send({ id });
});
process.once('disconnect', () => process.exit());

function dial(port, kind) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    const peer = { kind, socket, beat: undefined };
    peers.push(peer);
    socket.on('error', () => undefined).resume();
    socket.once('close', () => clearInterval(peer.beat));
    socket.once('connect', () => {
      socket.write(kind);
      // Not all in the same moment.
      setTimeout(() => {
        if (!socket.destroyed) peer.beat = setInterval(() => socket.write(kind), BEAT);
        resolve();
      }, Math.random() * BEAT);
    });
  });
}
