// The other ends of a spec's connections, in a process of their own, so that what they do comes at any moment of the
// loop under test. Plain Node, since Node 20 can't run TypeScript. peers.ts forks it and says what an order is.
import { createCipheriv } from 'node:crypto';
import { createConnection, createServer } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** The same as in pattern.ts. */
const pattern = createCipheriv('aes-128-ctr', new Uint8Array(16), new Uint8Array(16)).update(
  new Uint8Array(8 * 1024 * 1024),
);

process.on('message', async ({ id, order, serve: scripts }) => {
  const answer = await (order ? dialAll(order) : serve(scripts));
  process.send({ id, answer });
});

async function dialAll(order) {
  const { count, atOnce = 50, scripts } = order;
  let received = 0;
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const script = scripts[next++ % scripts.length];
      const socket = dial(order);
      socket.on('data', (chunk) => (received += chunk.length));
      socket.on('connect', () => void play(script, socket));
      await event(socket, 'close');
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, atOnce) }, lane));
  return received;
}

function serve(scripts) {
  let next = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => undefined).resume();
    void play(scripts[next++ % scripts.length], socket);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', 4096, () => resolve(server.address().port));
  });
}

function dial({ to, deaf = false }) {
  const oneByte = {
    buffer: Buffer.alloc(1),
    callback() {
      socket.emit('data', oneByte.buffer);
      return false;
    },
  };
  const options = { ...to, allowHalfOpen: true, noDelay: true, ...(deaf && { onread: oneByte }) };
  // What becomes of a connection is judged at the end under test.
  const socket = createConnection(options).on('error', () => undefined);
  return socket;
}

async function play(script, socket) {
  let sent = 0;
  for (const [step, amount] of script) {
    if (step === 'send') socket.write(pattern.subarray(sent, (sent += amount)));
    else if (step === 'sent') await new Promise((resolve) => socket.write('', resolve));
    else if (step === 'wait') await setTimeout(amount);
    else if (step === 'turn') await setImmediate();
    else if (step === 'heard') await event(socket, 'data');
    else if (step === 'ended') await event(socket, 'end');
    else if (step === 'end') socket.end();
    else if (step === 'close') socket.destroy();
    else if (step === 'reset') await reset(socket);
    else throw new Error(`Unknown step ${step}`);
  }
}

/** In the midst of shutdown(2) Node can't. */
async function reset(socket) {
  if (socket.writableEnded && !socket.writableFinished && socket.writableLength === 0)
    await event(socket, 'finish');
  socket.resetAndDestroy();
}

function event(socket, name) {
  return new Promise((resolve) => socket.once(name, resolve));
}
