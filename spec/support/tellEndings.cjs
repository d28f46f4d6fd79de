// Listens, and prints a line of JSON for the port, for each accepted connection and for each one's end.
//   node tellEndings.cjs <library> <host>
// Connections are subscribed to by turns: the first is, the second isn't. It exits when two have ended.
const [library, host] = process.argv.slice(2);
const { listen } = require(library);

const tell = (what) => console.log(JSON.stringify(what));
let count = 0;
let ended = 0;
listen({
  host,
  port: 0,
  keepAlive: { initialDelay: 1_000, count: 2 },
  abandonedTimeout: 0,
  onListening: ({ port }) => tell({ port }),
}).subscribe((connection) => {
  const index = count++;
  let last;
  if (index % 2 === 0) connection.subscribe({ error: ({ name }) => (last = name) });
  tell({ accepted: index });
  void connection.closed.then(({ type, began, verified, cause }) => {
    tell({
      closed: index,
      last,
      type,
      began,
      verified,
      code: cause?.code,
      system: cause?.cause?.code,
    });
    if (++ended === 2) process.exit();
  });
});
