// Blocks its loop for longer than a deadline of its connections, and tells how they ended.
//   node stall.cjs <library> <deadline> <where> <connections>
// Whoever forks it gets the port in a message and brings the peers, whose answers come while the loop is blocked. One
// connection is lost: nothing comes for it.
const { stat } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const [library, deadline, where, count] = process.argv.slice(2);
const { listen } = require(library);

const LIMIT = 1_000;
const STALL = 3_000;

const connections = [];
const holds = [];

/**
 * Each gets its connections ready, and returns what is to be done right before the stall. What then waits to be seen is
 * enough for all but the lost one.
 */
const preparations = {
  async closeTimeout() {
    for (const connection of connections) void connection.close();
    // Our ends are out, and theirs come in a moment.
    await until(() => connections.every(({ socket }) => socket.writableFinished));
    return () => undefined;
  },
  async halfClosedTimeout() {
    for (const connection of connections) {
      connection.subscribe();
      connection.write('!');
    }
    await until(() => connections.every(({ readableEnded }) => readableEnded));
    // Our ends go out in the next turn of the loop.
    return () => {
      for (const connection of connections.slice(1)) connection.end();
    };
  },
  async abandonedTimeout() {
    const [, herald, ...others] = connections;
    // What it answers makes somebody turn to all the others.
    herald.subscribe(() => {
      for (const connection of others) connection.subscribe();
    });
    return () => {
      herald.write('!');
      for (const hold of holds) hold.unsubscribe();
    };
  },
};

const stalls = {
  poll: (before) => stat('/', () => block(before)),
  check: (before) => setImmediate(block, before),
};

async function main() {
  listen({
    port: 0,
    host: '127.0.0.1',
    backlog: 4096,
    [deadline]: LIMIT,
    onListening: ({ port }) => process.send(port),
  }).subscribe((connection) => {
    connections.push(connection);
    // Until all the others are there.
    if (deadline === 'abandonedTimeout') holds.push(connection.hold());
  });
  await until(() => connections.length === Number(count));
  stalls[where](await preparations[deadline]());

  const judgement = sleep(STALL + LIMIT);
  const endings = {};
  for (const connection of connections) {
    const ending = (await Promise.race([connection.closed, judgement])) ?? { type: 'open' };
    const how = ending.by ? `${ending.type} by ${ending.by}` : ending.type;
    endings[how] = (endings[how] ?? 0) + 1;
  }
  process.send(endings, () => process.exit());
}

async function until(holds) {
  while (!holds()) await sleep(1);
}

/** Blocks the loop, without the processor that the peers need. */
function block(before) {
  before();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL);
}

void main();
