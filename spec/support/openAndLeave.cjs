// Opens connections and leaves them in every way, and prints what the process holds before and after.
//   node --expose-gc openAndLeave.cjs <library> <cycles> <a name in `pipelines`>
const { readdirSync } = require('node:fs');
const { pipeline } = require('node:stream/promises');
const { setTimeout: sleep } = require('node:timers/promises');
const [library, cycles, kind] = process.argv.slice(2);
/** One after the other, so that what one leaves can't be taken for another's. */
const atOnce = kind === 'relay' ? 1 : 64;

/** Timers that keep no process alive are in no list of Node's. */
const timers = new Set();
const { setTimeout, clearTimeout } = globalThis;
globalThis.setTimeout = (call, ...args) => {
  const fire = (...given) => {
    timers.delete(timer);
    call(...given);
  };
  const timer = setTimeout(fire, ...args);
  timers.add(timer);
  return timer;
};
globalThis.clearTimeout = (timer) => {
  timers.delete(timer);
  clearTimeout(timer);
};

const {
  broadcast,
  connect,
  fromDuplex,
  idleTimeout,
  listen,
  liveness,
  monitor,
  pacedBatch,
  pacedMap,
  phiAccrual,
  relay,
  relayTo,
  sendAll,
  serveEach,
  toDuplex,
  toIterable,
} = require(library);
const {
  EMPTY,
  NEVER,
  Subject,
  finalize,
  interval,
  map,
  merge,
  mergeMap,
  take,
  tap,
  timer,
} = require('rxjs');

const patience = { closeTimeout: 100, halfClosedTimeout: 100, abandonedTimeout: 100 };
const ignore = { error: () => undefined };

const toMany = broadcast(interval(1).pipe(map(String)), { onSlow: 'skip' });

/** All that one can have. It gives up whoever is silent for 20 ms. */
const policy = {
  send: { every: 5, frame: '.' },
  answer: { match: (chunk) => chunk.equals(Buffer.from('x')), reply: '!', every: 5 },
  expect: { within: 10, margin: { minStdDeviation: 0.1, firstEstimate: 0.1 } },
  probe: { frame: '?', timeout: 10 },
  writeStall: 20,
  goodbye: 'bye',
};
const events = new Subject();

/** What the accepting side does; most reset, so that few ports are left waiting. */
const pipelines = {
  any: [
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
  ],
  liveness: [
    (connection) => connection.pipe(liveness(connection, policy, { events })),
    (connection) => connection.pipe(liveness(connection, policy), take(1)),
    (connection) =>
      connection.pipe(
        liveness(connection, policy),
        tap(() => {
          throw new Error('bug');
        }),
      ),
    (connection) => monitor(connection, policy),
    (connection) =>
      connection.pipe(idleTimeout({ first: 10, each: 20, unless: connection, margin: {} })),
    (connection) => connection.pipe(idleTimeout({ each: 20, with: () => EMPTY })),
    (connection) => connection.pipe(phiAccrual({ every: 5, unless: connection })),
  ],
  relay: [proxy],
  flow: [
    proxy,
    (connection) => toMany(connection),
    (connection) => merge(toMany(connection), connection.pipe(take(1))),
    (connection) => sendAll(connection, ['some', 'words']),
    (connection) => sendAll(connection, endless()),
    (connection) => sendAll(connection, connection),
    (connection) => {
      const stream = toDuplex(connection).on('error', () => undefined);
      return pipeline(stream, stream);
    },
    (connection) => {
      toDuplex(connection)
        .on('error', () => undefined)
        .write('some words');
      return timer(2);
    },
    (connection) => merge(fromDuplex(toDuplex(connection), 'again', patience), timer(2)),
    (connection) => merge(proxy(connection), timer(2)).pipe(take(1)),
    (connection) => proxy(connection).pipe(mergeMap(() => Promise.reject(new Error('bug')))),
    (connection) => connection.pipe(relayTo(connection, connection)),
    (connection) => connection.pipe(pacedMap(connection, () => timer(1), { high: 1 })),
    (connection) =>
      connection.pipe(
        pacedMap(connection, () => NEVER, { high: 1 }),
        take(1),
      ),
    (connection) =>
      merge(connection.pipe(pacedMap(connection, () => NEVER)), timer(2)).pipe(take(1)),
    (connection) => connection.pipe(pacedMap(connection, () => Promise.reject(new Error('bug')))),
    (connection) => connection.pipe(pacedBatch(connection, () => timer(1), { within: 5 })),
    (connection) =>
      merge(
        connection.pipe(pacedBatch(connection, () => NEVER, { within: 60_000 })),
        timer(2),
      ).pipe(take(1)),
    (connection) => loop(connection, () => false),
    (connection) => loop(connection, () => true),
    (connection) =>
      loop(connection, () => {
        throw new Error('bug');
      }),
    (connection) => {
      const all = toIterable(connection);
      all.next().catch(() => undefined);
      return merge(all.next(), timer(2)).pipe(
        take(1),
        finalize(() => all.return()),
      );
    },
  ],
};
const handlers = pipelines[kind];

/** More than anybody takes. */
async function* endless() {
  for (;;) yield await Promise.resolve(Buffer.alloc(65_536));
}

/** To whoever sends all back. */
function proxy(client) {
  const to = { host: '127.0.1.1', port: echoPort, highWaterMark: 1, halfClosedTimeout: 100 };
  return connect(to).pipe(mergeMap((server) => relay(client, server)));
}

async function loop(connection, isEnough) {
  for await (const chunk of toIterable(connection)) if (isEnough(chunk)) break;
}

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
  // Longer than the patience of anybody who has any.
  (connection) => {
    connection.subscribe(ignore);
    void sleep(50).then(() => connection.reset());
  },
];

let served = 0;
let port;
let echoPort;

async function main() {
  const server = await serve((connection) => handlers[served++ % handlers.length](connection));
  const echo = await serve((connection) => connection.pipe(relayTo(connection, connection)));
  port = server.port;
  echoPort = echo.port;

  await run(Math.min(cycles, 10_000));
  const before = await holdings();
  await run(cycles);
  const after = await holdings();
  server.stop();
  echo.stop();
  console.log(JSON.stringify({ before, after, served }));
}

function serve(handler) {
  return new Promise((resolve) => {
    const options = { ...patience, port: 0, backlog: 4096 };
    const stop = () => serving.unsubscribe();
    const onListening = (address) => resolve({ port: address.port, stop });
    const serving = listen({ ...options, onListening })
      .pipe(serveEach(handler))
      .subscribe();
  });
}

async function run(count) {
  let left = count;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
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
        visits[{ 0: 3, 8: 4 }[turn % 16] ?? turn % 3](connection);
      },
      // The accepting side may reset before the dial is over.
      error: resolve,
    });
  });
}

async function holdings() {
  // Until the last deadlines and closes are through, and whoever still waited to be accepted.
  for (let quiet = 0, last = -1; quiet < 5; await sleep(50)) {
    const now = process.getActiveResourcesInfo().length + timers.size + served;
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
    timers: timers.size,
    heap: process.memoryUsage().heapUsed,
  };
}

void main();
