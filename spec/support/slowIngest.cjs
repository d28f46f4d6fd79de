// Serves one connection, with 1 ms of work for each chunk, and tells the most memory that took. slowIngest.spec.ts forks it.
//   node --expose-gc slowIngest.cjs <library>
const { createHash } = require('node:crypto');
const { clearInterval, setInterval } = require('node:timers');
const { timer, map } = require('rxjs');
const { listen, pacedMap, serveEach } = require(process.argv[2]);

const hash = createHash('sha1');
const before = process.memoryUsage().arrayBuffers;
let most = 0;

function look() {
  globalThis.gc();
  // What the first one found is freed beside, and counts until then; the second one waits for that.
  globalThis.gc();
  most = Math.max(most, process.memoryUsage().arrayBuffers - before);
}

const watch = setInterval(look, 100);
const work = (chunk) => timer(1).pipe(map(() => hash.update(chunk)));

const serving = listen({
  port: 0,
  host: '127.0.0.1',
  onListening: ({ port }) => process.send({ port }),
})
  .pipe(serveEach((connection) => connection.pipe(pacedMap(connection, work))))
  .subscribe(({ ending, pipeline }) => {
    clearInterval(watch);
    serving.unsubscribe();
    const { bytesRead } = ending;
    process.send({ most, bytesRead, pipeline, digest: hash.digest('hex') }, () => process.exit());
  });
process.once('disconnect', () => process.exit());
