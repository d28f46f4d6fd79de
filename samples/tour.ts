// A tour of the ways in which a client can leave: what plain node:net makes of each, and what a Connection says.
// `npm start` runs it. The ways are in tour/ways.ts, the clients in tour/clients.ts, the servers in tour/servers.ts.
import { firstValueFrom, from, NEVER, race, throwError, timeout, timer } from 'rxjs';
import { Clients, isSignal, playClients } from './tour/clients';
import { ourServer, rawServer, type Server } from './tour/servers';
import { printFailure, printHeader, printRow, printSum, type Row, type Visit } from './tour/table';
import { type Way, ways } from './tour/ways';

/** How long nothing has to be said until that is called silence, in ms. */
const PATIENCE = 1_000;
/** How long one client may take to leave one server, and the whole tour, in ms. */
const LIMIT = 4_000;
const LIMIT_OF_ALL = 14_000;

const processes: Clients[] = [];
let stage = 'the start';

async function tour(): Promise<void> {
  const raw = await rawServer();
  const ours = await ourServer();
  const clients = startClients();
  const rows: Row[] = [];
  printHeader();
  for (const way of ways) {
    const byRaw = await visit(way, raw, clients);
    const byOurs = await visit(way, ours, clients);
    const row = { way, raw: byRaw, ours: byOurs };
    printRow(row);
    rows.push(row);
  }
  stage = 'the end';
  raw.stop();
  ours.stop();
  for (const each of processes) await each.kill();
  printSum(rows);
  if (rows.some((row) => !row.ours.isRight)) process.exitCode = 1;
}

/** Lets a client connect to this server and leave in this way. */
function visit(way: Way, server: Server, clients: Clients): Promise<Visit> {
  stage = `"${way.client}" at ${server.name}`;
  const overdue = throwError(() => new Error(`it hangs, ${LIMIT} ms are over`));
  return firstValueFrom(
    from(watch(way, server, clients)).pipe(timeout({ first: LIMIT, with: () => overdue })),
  );
}

async function watch(way: Way, server: Server, shared: Clients): Promise<Visit> {
  // Who is killed or stopped takes the whole process along.
  const clients = isSignal(way.act) ? startClients() : shared;
  const accepted = server.next(way);
  await clients.connect(server.port, way);
  const sighting = await accepted;
  const { leftAt, got } = await clients.leave(way);

  const mayBeSilent = server.overlooks || way.truth === 'silent';
  await firstValueFrom(race(sighting.over, mayBeSilent ? timer(PATIENCE) : NEVER));
  const said = sighting.said.join(', ') || 'silent';
  const ms = sighting.saidAt && sighting.saidAt - leftAt;
  sighting.drop();

  const clientGot = await got;
  const isRight = server.isRight(way, said) && (way.gets === undefined || way.gets === clientGot);
  return { said, ms, isRight, clientGot, sighting };
}

function startClients(): Clients {
  const clients = new Clients(__filename);
  processes.push(clients);
  return clients;
}

function fail(why: string): void {
  printFailure(`${stage}: ${why}`);
  process.exit(1);
}

if (process.argv[2] === 'clients') playClients();
else {
  // Not only at the end: a stopped process would outlive an interrupted tour.
  process.once('exit', () => {
    for (const each of processes) void each.kill();
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  // Does not keep the tour going, but ends it.
  setTimeout(() => fail('it should be over by now'), LIMIT_OF_ALL).unref();
  tour().catch((error: unknown) => fail((error as Error).message));
}
