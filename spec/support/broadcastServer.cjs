// Broadcasts numbered frames with the time to all who dial. broadcast.spec.ts and broadcast.bench.ts fork it.
//   node --expose-gc broadcastServer.cjs <library> <onSlow> <frames> <frames a second>
// It begins when it is told how many have to be there, and is never more than some frames ahead of those that all readers have got.
const { once } = require('node:events');
const { performance } = require('node:perf_hooks');
const { clearInterval, setInterval } = require('node:timers');
const { Subject, tap } = require('rxjs');
const [library, onSlow, total, rate] = process.argv.slice(2);
const { broadcast, listen, serveEach } = require(library);

const SIZE = 65_536;
/** Less than anybody may be behind. */
const AHEAD = 8;
const frames = new Subject();
const toAll = broadcast(frames, { onSlow });
const told = { skipped: 0, cut: 0, most: 0 };
const before = process.memoryUsage().arrayBuffers;
let there = 0;
let left = 0;

function serve(connection) {
  there++;
  return toAll(connection).pipe(tap((skipped) => (told.skipped += skipped)));
}

listen({
  port: 0,
  host: '127.0.0.1',
  backlog: 4096,
  onListening: ({ port }) => process.send({ port }),
})
  .pipe(serveEach(serve))
  .subscribe(({ error }) => {
    left++;
    if (error?.code === 'ERR_SLOW_CONSUMER') told.cut++;
  });

function send(number) {
  const frame = Buffer.alloc(SIZE, number);
  frame.writeUInt32BE(number);
  frame.writeBigUInt64BE(process.hrtime.bigint(), 4);
  frames.next(frame);
}

function look() {
  globalThis.gc();
  // What the first one found is freed beside, and counts until then; the second one waits for that.
  globalThis.gc();
  told.most = Math.max(told.most, process.memoryUsage().arrayBuffers - before);
}

async function main() {
  const [{ expected }] = await once(process, 'message');
  while (there < expected) await new Promise(setImmediate);
  const began = performance.now();
  let got = 0;
  let sent = 0;
  const sendSome = () => {
    const due = ((performance.now() - began) * rate) / 1_000;
    const end = Math.min(due, total, got + AHEAD);
    while (sent < end) send(sent++);
  };
  process.on('message', (message) => {
    got = message.got;
    sendSome();
    if (got < total) return;
    for (const timer of timers) clearInterval(timer);
    look();
    frames.complete();
  });
  const timers = [setInterval(sendSome, 1), setInterval(look, 500)];
  while (left < expected) await new Promise(setImmediate);
  process.send(told);
}

process.once('disconnect', () => process.exit());
void main();
