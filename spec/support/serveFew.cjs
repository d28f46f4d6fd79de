// Greets and echoes whoever it can take, and tells whom it had to refuse. Meant to run short of descriptors.
//   node serveFew.cjs <library> <'onDrop' or 'warning'>
const { tap } = require('rxjs');
const [library, means] = process.argv.slice(2);
const { listen, serveEach } = require(library);

process.on('warning', ({ code, message }) => process.send({ warning: { code, message } }));

listen({
  port: 0,
  host: '127.0.0.1',
  backlog: 4096,
  onListening: ({ port }) => process.send({ port }),
  ...(means === 'onDrop' && { onDrop: (drop) => process.send({ drop }) }),
})
  .pipe(
    serveEach((connection) => {
      connection.write('hello');
      return connection.pipe(tap((chunk) => connection.write(chunk)));
    }),
  )
  .subscribe();
