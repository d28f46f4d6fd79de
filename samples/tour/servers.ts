// The two servers that the clients leave: one of plain node:net, one of this library.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { concat, delay, endWith, firstValueFrom, from, ignoreElements } from 'rxjs';
import { type Observable, ReplaySubject, Subject, takeUntil, tap, timer } from 'rxjs';
import { type Connection, type Ending, idleTimeout, listen, serveEach } from 'rxjs-sockets';
import { now } from './clients';
import { ANSWER, DEAD_AFTER, MEBIBYTE, type Way } from './ways';

export interface Server {
  readonly name: string;
  /** It may stay silent even where there is something to say. */
  readonly overlooks: boolean;
  readonly port: number;
  /** Treats the next connection as this way has it. */
  next(way: Way): Promise<Sighting>;
  /** Whether that is what there was to be said. */
  isRight(way: Way, said: string): boolean;
  stop(): void;
}

/** What a server knows of one of its connections. */
export class Sighting {
  /** What it was told, in order. */
  readonly said: string[] = [];
  /** When it was told the last of it. */
  saidAt: number | undefined;
  /** How many bytes its reader got. */
  bytes = 0;
  /** How often it wrote after the end. */
  writes = 0;
  /** Whether the verdict claims to be sure. */
  verified: boolean | undefined;

  /**
   * @param over resolves when nothing more will be said
   * @param drop gives the connection up, if it's still there
   */
  constructor(
    readonly over: Promise<unknown>,
    readonly drop: () => void,
  ) {}

  say(what: string): void {
    this.said.push(what);
    this.saidAt = now();
  }
}

const GREETING = Buffer.alloc(MEBIBYTE);
const TICK = 'tick';
/** How long it takes to find an answer, and from one tick to the next, in ms. */
const A_MOMENT = 10;

/** As one would write it without this library. */
export async function rawServer(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    name: 'raw node:net',
    overlooks: true,
    port: (server.address() as AddressInfo).port,
    async next(way) {
      const [socket] = (await once(server, 'connection')) as [Socket];
      return watchRaw(socket, way);
    },
    isRight(way, said) {
      const verdict = said.includes('error') ? 'reset' : said.includes('end') ? 'end' : 'silent';
      return verdict === way.truth;
    },
    stop() {
      server.close();
    },
  };
}

function watchRaw(socket: Socket, way: Way): Sighting {
  // Not once(socket, 'close'), which rejects at an error.
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const seen = new Sighting(closed, () => socket.destroy());
  socket
    .on('end', () => seen.say('end'))
    .on('error', ({ code }: NodeJS.ErrnoException) => seen.say(`error ${code}`))
    .on('close', () => seen.say('close'));
  if (way.server !== 'ignores') socket.on('data', (chunk) => (seen.bytes += chunk.length));

  if (way.server === 'greets') socket.write(GREETING);
  if (way.server === 'answers')
    socket.on('end', () => setTimeout(() => socket.write(ANSWER), A_MOMENT));
  if (way.server === 'talks on') socket.on('end', () => talkOn(socket, seen));
  return seen;
}

function talkOn(socket: Socket, seen: Sighting): void {
  const talk = (): void => {
    seen.writes++;
    socket.write(TICK);
  };
  talk();
  const talking = setInterval(talk, A_MOMENT);
  socket.once('close', () => clearInterval(talking));
}

/** The same with this library: a pipeline for each connection. */
export async function ourServer(): Promise<Server> {
  const bound = new ReplaySubject<AddressInfo>(1);
  const sightings = new Subject<Sighting>();
  let server: Way['server'] = 'reads';
  const serving = listen({
    port: 0,
    host: '127.0.0.1',
    onListening: (address) => bound.next(address as AddressInfo),
  })
    .pipe(
      serveEach((connection) => {
        const seen = watch(connection);
        sightings.next(seen);
        return pipelines[server](connection, seen);
      }),
    )
    .subscribe({ error: (error: unknown) => bound.error(error) });

  const { port } = await firstValueFrom(bound);
  return {
    name: 'Connection',
    overlooks: false,
    port,
    next(way) {
      server = way.server;
      return firstValueFrom(sightings);
    },
    isRight(way, said) {
      return said === way.expected;
    },
    stop() {
      serving.unsubscribe();
    },
  };
}

function watch(connection: Connection): Sighting {
  const closed = connection.closed.then((ending) => {
    seen.say(nameOf(ending));
    seen.verified = ending.verified;
  });
  const seen = new Sighting(closed, () => connection.reset());
  return seen;
}

function nameOf(ending: Ending): string {
  return ending.type === 'local' ? `local by ${ending.by}` : `${ending.type} by ${ending.began}`;
}

type Pipeline = (connection: Connection, seen: Sighting) => Observable<unknown>;

const pipelines: Record<Way['server'], Pipeline> = {
  reads,
  expects: (connection, seen) =>
    reads(connection, seen, connection.pipe(idleTimeout({ each: DEAD_AFTER, unless: connection }))),
  greets: (connection, seen) => {
    connection.write(GREETING);
    return reads(connection, seen);
  },
  // Our side stays open until the pipeline completes, so there is still time for an answer.
  answers: (connection, seen) =>
    reads(connection, seen).pipe(
      ignoreElements(),
      endWith(ANSWER),
      delay(A_MOMENT),
      tap((answer) => connection.write(answer)),
    ),
  // Nobody ever subscribes to the connection, and the peer's end is seen nevertheless.
  ignores: (connection) => from(connection.peerEnded),
  'talks on': (connection, seen) =>
    concat(
      reads(connection, seen),
      timer(0, A_MOMENT).pipe(
        tap(() => {
          seen.writes++;
          connection.write(TICK);
        }),
        takeUntil(connection.closed),
      ),
    ),
};

function reads(
  connection: Connection,
  seen: Sighting,
  chunks: Observable<Buffer> = connection,
): Observable<Buffer> {
  return chunks.pipe(
    tap({
      next: (chunk) => (seen.bytes += chunk.length),
      complete: () => seen.say('complete'),
      error: (error: unknown) => seen.say((error as Error).name),
    }),
  );
}
