// Accepts peers that beat, and gives up those that are silent for too long, by one of three detectors.
//   node silenceServer.cjs <library> <'ours', 'rxjs' or 'node'>
// Whoever forks it gets the port, and then sends what is to be done: to block the loop, or to tell what came of the peers and
// let go of them. A peer says in each byte what kind it is. Times are of the monotonic clock that all processes share, in ms.
const { stat } = require('node:fs');
const { createServer } = require('node:net');
const { timeout } = require('rxjs');
const [library, detector] = process.argv.slice(2);
const { idleTimeout, listen } = require(library);

const LIMIT = 1_000;
const now = () => Number(process.hrtime.bigint()) / 1e6;

/** Each peer that is here: what kind it is, when it was heard, and when it was given up. */
let peers = [];

function meet(leave) {
  const peer = { kind: undefined, heardAt: undefined, diedAt: undefined, leave };
  peers.push(peer);
  return {
    heard(chunk) {
      peer.kind = String.fromCharCode(chunk[0]);
      peer.heardAt = now();
    },
    died() {
      peer.diedAt = now();
      leave();
    },
  };
}

function accept(judged) {
  const onListening = ({ port }) => process.send({ port });
  listen({ port: 0, host: '127.0.0.1', backlog: 4096, onListening }).subscribe((connection) => {
    const { heard, died } = meet(() => connection.reset());
    connection.pipe(judged(connection)).subscribe({ next: heard, error: died });
  });
}

const detectors = {
  ours: () => accept((connection) => idleTimeout({ each: LIMIT, unless: connection })),
  rxjs: () => accept(() => timeout({ each: LIMIT })),
  node() {
    const server = createServer((socket) => {
      const { heard, died } = meet(() => socket.destroy());
      socket
        .on('data', heard)
        .on('error', () => undefined)
        .setTimeout(LIMIT, died);
    });
    server.listen(0, '127.0.0.1', 4096, () => process.send({ port: server.address().port }));
  },
};

/** Without the processor, which the peers need. */
function block(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  // A stall ends when the loop goes on, so this is as good as its end.
  process.send({ over: now() });
}

const orders = {
  poll: (ms) => stat('/', () => block(ms)),
  check: (ms) => setImmediate(block, ms),
  tell() {
    process.send({ peers: peers.map(({ kind, heardAt, diedAt }) => ({ kind, heardAt, diedAt })) });
    for (const { leave } of peers) leave();
    peers = [];
  },
};
process.on('message', ({ order, ms }) => orders[order](ms));
process.once('disconnect', () => process.exit());
detectors[detector]();
