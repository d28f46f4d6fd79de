// Accepts and dials connections that are reset at any moment, treats them in every way, and tells what came of it. It
// handles nothing that goes wrong beyond that: it would die of it.
//   node survive.cjs <library> <connections each way> <batch>
// Whoever forks it gets its port in a message and brings a batch of peers, and another one for each message that the last
// was accepted: when its queue is full the kernel drops some unseen. It is sent the port that it is to dial.
const { once } = require('node:events');
const { readdirSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
const { setTimeout: sleep } = require('node:timers/promises');
const rxjs = require('rxjs');
const { EMPTY, merge, mergeMap, NEVER, take, tap } = rxjs;
const [library, count, batch] = process.argv.slice(2);
const { connect, listen, serveEach } = require(library);

const COUNT = Number(count);
const BATCH = Number(batch);
const AT_ONCE = 50;
const LARGE = Buffer.alloc(1_048_576);
const ignore = { error: () => undefined };

const tally = {
  accepted: 0,
  dialled: 0,
  refused: 0,
  closed: 0,
  endings: {},
  served: 0,
  outcomes: 0,
  subscribers: 0,
  lasts: 0,
};

/** Stays until the last event. */
function subscribe(connection, next = () => undefined) {
  const last = () => tally.lasts++;
  tally.subscribers++;
  connection.subscribe({ next, error: last, complete: last });
}

const treatments = [
  (connection) => subscribe(connection),
  (connection) => {
    subscribe(connection);
    subscribe(connection);
  },
  () => undefined,
  (connection) => setTimeout(subscribe, 3, connection),
  (connection) => connection.closed.then(() => subscribe(connection)),
  // Without a callback for the error.
  (connection) => connection.subscribe(),
  (connection) => {
    connection.subscribe(ignore).unsubscribe();
    setImmediate(subscribe, connection);
  },
  (connection) => {
    connection.hold();
    subscribe(connection);
  },
  (connection) => {
    const hold = connection.hold();
    setTimeout(() => hold.unsubscribe(), 2);
  },
  (connection) => {
    subscribe(connection);
    connection.write(LARGE);
    connection.write(LARGE);
    connection.drained.subscribe(ignore);
  },
  (connection) => connection.write(LARGE),
  (connection) => subscribe(connection, (chunk) => connection.write(chunk)),
  (connection) => {
    subscribe(connection);
    connection.end(LARGE);
  },
  (connection) => connection.end('bye'),
  (connection) => {
    subscribe(connection);
    connection.write(LARGE);
    void connection.close();
  },
  (connection) => void connection.close(),
  (connection) => {
    subscribe(connection);
    setTimeout(() => connection.close(), 2);
  },
  (connection) => {
    subscribe(connection);
    setTimeout(() => connection.reset(), 2);
  },
];

const pipelines = [
  (connection) => connection,
  (connection) => connection.pipe(tap((chunk) => connection.write(chunk))),
  (connection) => merge(connection, connection.pipe(take(1)), connection.drained),
  (connection) => connection.pipe(mergeMap(() => Promise.reject(new Error('expected')))),
  (connection) => {
    connection.write(LARGE);
    return connection;
  },
  (connection) => {
    connection.hold();
    return connection;
  },
  () => NEVER,
  () => EMPTY,
  () => Promise.resolve(),
  () => {
    throw new Error('expected');
  },
];

async function main() {
  const before = readdirSync('/proc/self/fd').length;
  const accepting = listen({
    port: 0,
    host: '127.0.0.1',
    backlog: 4096,
    onListening: ({ port }) => process.send(port),
  }).pipe(
    take(COUNT),
    tap(() => {
      if (++tally.accepted % BATCH === 0 && tally.accepted < COUNT) process.send('accepted');
    }),
  );
  const dialling = rxjs
    .from(once(process, 'message'))
    .pipe(mergeMap(([port]) => rxjs.range(0, COUNT).pipe(mergeMap(() => dial(port), AT_ONCE))));

  let turn = 0;
  merge(accepting, dialling)
    .pipe(
      tap((connection) => void connection.closed.then(onClosed)),
      rxjs.filter((connection) => {
        if (turn++ % 2 === 0) return true;
        treatments[(turn >> 1) % treatments.length](connection);
        return false;
      }),
      tap(() => tally.served++),
      serveEach((connection) => pipelines[tally.served % pipelines.length](connection), {
        closeTimeout: 500,
      }),
      tap(() => tally.outcomes++),
    )
    .subscribe();

  const isOver = () =>
    tally.accepted === COUNT &&
    tally.dialled + tally.refused === COUNT &&
    tally.closed === tally.accepted + tally.dialled;
  // Should one never close, the tally tells.
  for (const start = performance.now(); !isOver() && performance.now() - start < 60_000;)
    await sleep(10);
  // Until the last pipelines are stopped that don't read, and for whatever else is still to come.
  await sleep(1_000);
  const descriptors = () => readdirSync('/proc/self/fd').length - before;
  for (let wait = 0; wait < 500 && descriptors() > 0; wait++) await sleep(10);
  process.send({ ...tally, descriptors: descriptors() });
  process.disconnect();
}

/** A connection, until it has closed; nothing, should the peer be faster than the dialling. */
function dial(port) {
  return connect({ host: '127.0.0.1', port }).pipe(
    mergeMap((connection) => {
      tally.dialled++;
      return rxjs.concat(
        rxjs.of(connection),
        rxjs.from(connection.closed).pipe(rxjs.ignoreElements()),
      );
    }),
    rxjs.catchError(() => {
      tally.refused++;
      return EMPTY;
    }),
  );
}

function onClosed({ type, by }) {
  const how = by ? `${type} by ${by}` : type;
  tally.closed++;
  tally.endings[how] = (tally.endings[how] ?? 0) + 1;
}

void main();
