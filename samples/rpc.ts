// Calls by id, answered in any order, as length-prefixed JSON: `npm run sample rpc 7000` plays both ends of a connection, and
// is over. `npm run sample rpc 7000 server` is one end alone, until Ctrl-C, and `npm run sample rpc 7000 client` the other.
// What is sent is in rpc/messages.ts, the two ends are rpc/serve.ts and rpc/Client.ts.
import type { AddressInfo } from 'node:net';
import { finalize, merge, Subject, takeUntil } from 'rxjs';
import { connect, listen, type Outcome, serveEach } from 'rxjs-sockets';
import { Client } from './rpc/Client';
import { demonstrate } from './rpc/demonstrate';
import { serve } from './rpc/serve';

const [port = '7000', role = 'both'] = process.argv.slice(2);
const stop = new Subject<void>();
process.once('SIGINT', () => stop.next());

const report = (end: string) => ({
  next: ({ pipeline, error = pipeline, ending }: Outcome) =>
    console.log(`${end}: ${String(error)}, ${ending.type}`),
  error: (error: unknown) => {
    console.error(String(error));
    process.exitCode = 1;
  },
});

function startServer(): void {
  const onListening = (address: AddressInfo | string) => {
    console.log(address);
    if (role === 'both' && typeof address === 'object') startClient(address.port);
  };
  const clients = listen({ port: Number(port), onListening }).pipe(takeUntil(stop));
  const outcomes = clients.pipe(serveEach((client) => serve(client).pipe(takeUntil(stop))));
  outcomes.subscribe(report('server'));
}

function startClient(to: number): void {
  const outcomes = connect(to).pipe(
    serveEach((server) => {
      const client = new Client(server);
      return merge(client.answers, demonstrate(client, server)).pipe(takeUntil(stop));
    }),
    finalize(() => stop.next()),
  );
  outcomes.subscribe(report('client'));
}

if (role === 'client') startClient(Number(port));
else startServer();
