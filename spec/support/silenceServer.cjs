// Accepts peers that beat, and gives up those that are silent for too long, by one of the detectors below.
//   node silenceServer.cjs <library> <detector>
// Whoever forks it gets the port, and then sends what is to be done: to block the loop, or to tell what came of the peers and
// let go of them. A peer says in each byte what kind it is. Times are of the monotonic clock that all processes share, in ms.
const { stat } = require('node:fs');
const { createServer } = require('node:net');
const { clearInterval, clearTimeout, setInterval, setTimeout } = require('node:timers');
const { timeout } = require('rxjs');
const [library, detector] = process.argv.slice(2);
const { idleTimeout, listen, liveness } = require(library);

const LIMIT = 1_000;
const now = () => Number(process.hrtime.bigint()) / 1e6;

/** Each peer that is here: what kind it is, when it was heard, and when it was given up. */
let peers = [];

function meet(leave) {
  const peer = { leave };
  peers.push(peer);
  return {
    heard(chunk) {
      peer.kind = String.fromCharCode(chunk[0]);
      peer.heardAt = now();
      if (peer.kind === 'l') control(peer);
    },
    died() {
      peer.diedAt = now();
      leave();
    },
  };
}

/** How late a bare timer of the same limit is, which says what is the machine's own. */
function control(peer) {
  const { heardAt } = peer;
  clearTimeout(peer.control);
  peer.control = setTimeout(() => (peer.timerAt = now()), heardAt + LIMIT - now());
}

function accept(judged) {
  const onListening = ({ port }) => process.send({ port });
  listen({ port: 0, host: '127.0.0.1', backlog: 4096, onListening }).subscribe((connection) => {
    const { heard, died } = meet(() => connection.reset());
    connection.pipe(judged(connection)).subscribe({ next: heard, error: died });
  });
}

function acceptRaw(judge) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    judge(
      socket,
      meet(() => socket.destroy()),
    );
  });
  server.listen(0, '127.0.0.1', 4096, () => process.send({ port: server.address().port }));
}

/** Who is asked doesn't answer, and is dead after the limit. */
const policy = {
  send: { every: 200, frame: '.' },
  probe: { after: LIMIT - 300, timeout: 300, frame: '?' },
  writeStall: LIMIT,
};

const detectors = {
  idleTimeout: () => accept((connection) => idleTimeout({ each: LIMIT, unless: connection })),
  liveness: () => accept((connection) => liveness(connection, policy)),
  rxjs: () => accept(() => timeout({ each: LIMIT })),
  node: () =>
    acceptRaw((socket, { heard, died }) => {
      socket.on('data', heard).setTimeout(LIMIT, died);
    }),
  /** As many have written it. */
  'wall clock': () =>
    acceptRaw((socket, { heard, died }) => {
      let last = Date.now();
      const timer = setInterval(() => {
        if (Date.now() - last < LIMIT) return;
        died();
        clearInterval(timer);
      }, 100);
      socket
        .on('close', () => clearInterval(timer))
        .on('data', (chunk) => {
          last = Date.now();
          heard(chunk);
        });
    }),
};

/** Without the processor, which the peers need. */
function block(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  process.send({ over: now() });
  orders.turn();
}

const orders = {
  poll: (ms) => stat('/', () => block(ms)),
  check: (ms) => setImmediate(block, ms),
  /** When the loop has been once around. */
  turn: () => setImmediate(() => setImmediate(() => process.send({ turn: now() }))),
  tell() {
    const told = peers.map(({ kind, heardAt, diedAt, timerAt }) => ({
      kind,
      heardAt,
      diedAt,
      timerAt,
    }));
    process.send({ peers: told });
    for (const { leave, control } of peers) {
      clearTimeout(control);
      leave();
    }
    peers = [];
  },
};
process.on('message', ({ order, ms }) => orders[order](ms));
process.once('disconnect', () => process.exit());
detectors[detector]();
