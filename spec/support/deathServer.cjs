// Accepts peers that are going to die, and tells when and how it finds out. Deaths.ts forks it.
//   node deathServer.cjs <library> <host> <setup as JSON: a Setup of Deaths.ts>
// Times are of the monotonic clock that all processes share, in ms.
const [library, host, setup] = process.argv.slice(2);
const { setInterval } = require('node:timers');
const { listen, liveness } = require(library);
const { state, policy, unread, options } = JSON.parse(setup);

const now = () => Number(process.hrtime.bigint()) / 1e6;
const connections = [];
const holds = [];

const onListening = ({ port }) => process.send({ port });
listen({ ...options, host, port: 0, onListening }).subscribe((connection) => {
  connections.push(connection);
  let isFound = false;
  const find = (how) => {
    if (!isFound) process.send({ found: { how, at: now() } });
    isFound = true;
  };
  if (state === 'held') holds.push(connection.hold());
  if (state !== 'unsubscribed')
    connection.pipe(liveness(connection, policy)).subscribe({
      error: (error) => {
        find(error.name);
        connection.reset(error);
      },
      complete: () => find('complete'),
    });
  void connection.closed.then(({ type, cause }) => find(cause?.deadline ?? type));
  // While it flows the end is the stream's to tell.
  if (state !== 'flowing') void connection.peerEnded.then((ended) => ended && find('peerEnded'));
  void settle(connection);
});

/** Waits until all has come that is going to be read as long as nothing happens. */
async function settle(connection) {
  while (connection.bytesRead < unread && connection.peerState === 'open')
    await new Promise(setImmediate);
  process.send({ settled: true });
}

const orders = {
  write() {
    for (const connection of connections) connection.write(Buffer.alloc(7_000_000));
    // Who is abandoned no longer writes. The others go on, which is no sign of the peer's.
    if (state !== 'unsubscribed')
      setInterval(() => {
        for (const connection of connections) connection.write('.');
      }, 5);
  },
  release() {
    for (const hold of holds) hold.unsubscribe();
  },
};
process.on('message', (order) => {
  orders[order]();
  process.send({ done: now() });
});
process.once('disconnect', () => process.exit());
