// Opens connections and leaves them in every way, and prints what the process holds before and after.
//   node --expose-gc openAndLeave.cjs <library> <cycles>
const { readdirSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const [library, cycles] = process.argv.slice(2);
const { listen, connect, serveEach } = require(library);
const { EMPTY, NEVER, merge, mergeMap, take, tap, timer } = require('rxjs');

const AT_ONCE = 64;
const ignore = { error: () => undefined };

/** What the accepting side does; most reset, so that few ports are left waiting. */
const handlers = [
  (connection) => connection.pipe(tap((chunk) => connection.write(chunk))),
  (connection) => connection.pipe(take(1)),
  (connection) => connection.pipe(mergeMap(() => Promise.reject(new Error('bug')))),
  () => EMPTY,
  () => NEVER,
  (connection) => merge(connection, connection.pipe(take(1)), connection.drained),
  (connection) => {
    const hold = connection.hold();
    setImmediate(() => hold.unsubscribe());
    return connection;
  },
  (connection) => {
    connection.reset();
    return connection;
  },
  (connection) => {
    connection.subscribe(ignore).unsubscribe();
    return timer(1);
  },
  () => {
    throw new Error('bug');
  },
];

/** What the dialling side does. */
const visits = [
  (connection) => connection.reset(),
  (connection) => {
    connection.write('x');
    connection.reset();
  },
  (connection) => {
    connection.write('x');
    connection.subscribe(ignore);
    setImmediate(() => connection.reset());
  },
  (connection) => {
    connection.subscribe(ignore);
    connection.end('x');
    void connection.drained.subscribe(ignore);
    void connection.close({ within: 50 });
  },
];

let served = 0;
let port;

async function main() {
  const server = listen({
    port: 0,
    backlog: 4096,
    closeTimeout: 100,
    halfClosedTimeout: 100,
    abandonedTimeout: 100,
    onListening: (address) => (port = address.port),
  })
    .pipe(serveEach((connection) => handlers[served++ % handlers.length](connection)))
    .subscribe();
  while (port === undefined) await sleep(1);

  await run(Math.min(cycles, 10_000));
  const before = await holdings();
  await run(cycles);
  const after = await holdings();
  server.unsubscribe();
  console.log(JSON.stringify({ before, after, served }));
}

async function run(count) {
  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await visit(left);
    }),
  );
}

/** Spread over many addresses: a port waits a minute per pair of them. */
function visit(turn) {
  return new Promise((resolve) => {
    connect({ host: `127.0.0.${1 + (turn % 200)}`, port, halfClosedTimeout: 100 }).subscribe({
      next(connection) {
        void connection.closed.then(resolve);
        visits[turn % 16 === 0 ? 3 : turn % 3](connection);
      },
      // The accepting side may reset before the dial is over.
      error: resolve,
    });
  });
}

async function holdings() {
  // Until the last deadlines and closes are through.
  for (let quiet = 0, last = -1; quiet < 5; await sleep(50)) {
    const now = process.getActiveResourcesInfo().length;
    quiet = now === last ? quiet + 1 : 0;
    last = now;
  }
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await sleep(10);
  }
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    resources: process.getActiveResourcesInfo().sort(),
    heap: process.memoryUsage().heapUsed,
  };
}

void main();
