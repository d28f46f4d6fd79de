// Peers that beat, and die when they are told to, all at once. Deaths.ts forks it.
//   node dyingPeers.cjs <host> <port> <count> <bytes that each sends at first>
const { createConnection } = require('node:net');
const { clearInterval, setInterval, setTimeout } = require('node:timers');
const [host, port, count, bytes] = process.argv.slice(2);

const BEAT = 100;
const peers = Array.from({ length: Number(count) }, () => {
  const socket = createConnection({ host, port: Number(port), noDelay: true });
  const peer = { socket, beat: undefined };
  socket.on('error', () => undefined).resume();
  socket.once('connect', () => {
    socket.write(Buffer.alloc(Number(bytes)));
    // Not all in the same moment; and bytes that wait unread are signs enough.
    setTimeout(() => {
      if (bytes === '1') peer.beat = setInterval(() => socket.write('.'), BEAT);
    }, Math.random() * BEAT);
  });
  return peer;
});
const deaths = {
  reset: (socket) => socket.resetAndDestroy(),
  ended: (socket) => socket.end(),
};
process.on('message', (death) => {
  process.send({ died: Number(process.hrtime.bigint()) / 1e6 });
  for (const { socket, beat } of peers) {
    clearInterval(beat);
    deaths[death](socket);
  }
});
process.once('disconnect', () => process.exit());
