import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Subscription, tap } from 'rxjs';
import { type Drop, listen, serveEach } from 'rxjs-sockets';
import { compiled } from '../support/compiled';
import { until } from '../support/until';

/** What runs when a spec is over. */
const undo: (() => unknown)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

interface Visitor {
  readonly socket: Socket;
  /** Its own; unknown if it was reset before it knew that it was connected. */
  readonly port: number | undefined;
  /** What it was greeted with, or what happened instead. */
  readonly fate: string;
}

async function visit(port: number): Promise<Visitor> {
  const socket = createConnection({ port, host: '127.0.0.1' });
  let own: number | undefined;
  undo.push(() => socket.destroy());
  const fate = await new Promise<string>((resolve) =>
    socket
      .on('connect', () => (own = socket.localPort))
      .on('data', (chunk) => resolve(chunk.toString()))
      .on('end', () => resolve('end'))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code!)),
  );
  return { socket, port: own, fate };
}

const visitMany = (port: number, count: number): Promise<Visitor[]> =>
  Promise.all(Array.from({ length: count }, () => visit(port)));

/** Leaves in order, and waits until the other side has closed as well. */
async function leave({ socket }: Visitor): Promise<void> {
  socket.end();
  await once(socket, 'close');
}

async function expectEcho({ socket }: Visitor): Promise<void> {
  socket.write('still there?');
  expect(String(await once(socket, 'data'))).toBe('still there?');
}

const greeting = 'hello';
const fates = (visitors: Visitor[]): string[] => visitors.map(({ fate }) => fate);
const sorted = (ports: (number | undefined)[]): unknown[] => ports.sort((a, b) => a! - b!);

// How many there are is read from /proc.
(process.platform === 'linux' ? describe : describe.skip)('a process with 64 descriptors', () => {
  const VISITORS = 100;
  let library: string;
  beforeAll(() => {
    library = compiled();
  }, 60_000);

  interface Few {
    readonly port: number;
    readonly drops: Drop[];
    readonly warnings: { code: string; message: string }[];
  }

  async function serveFew(means: 'onDrop' | 'warning'): Promise<Few> {
    const script = join(__dirname, '../support/serveFew.cjs');
    const child = spawn(
      'sh',
      ['-c', 'ulimit -n 64 && exec "$@"', 'sh', process.execPath, script, library, means],
      { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] },
    );
    undo.push(() => child.kill());
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const few: Few = { port, drops: [], warnings: [] };
    child.on('message', ({ drop, warning }: { drop?: Drop; warning?: Few['warnings'][0] }) => {
      if (drop) few.drops.push(drop);
      if (warning) few.warnings.push(warning);
    });
    return few;
  }

  it('refuses with a reset whom it cannot take, and tells onDrop', async () => {
    const { port, drops, warnings } = await serveFew('onDrop');
    const visitors = await visitMany(port, VISITORS);
    const welcome = visitors.filter(({ fate }) => fate === greeting);
    const refused = visitors.filter(({ fate }) => fate !== greeting);
    expect(welcome.length).toBeGreaterThan(16);
    expect(new Set(fates(refused))).toEqual(new Set(['ECONNRESET']));
    await until(() => drops.length === refused.length);
    for (const drop of drops)
      expect(drop).toMatchObject({ reason: 'EMFILE', localPort: port, remoteAddress: '127.0.0.1' });
    const dropped = new Set(drops.map(({ remotePort }) => remotePort));
    expect(dropped.size).toBe(refused.length);
    for (const { port } of welcome) expect(dropped).not.toContain(port);
    for (const { port } of refused) if (port !== undefined) expect(dropped).toContain(port);

    // Those whom it has taken notice nothing, and whoever leaves makes room.
    await Promise.all(welcome.map(expectEcho));
    await Promise.all(welcome.splice(0, 10).map(leave));
    expect(fates(await visitMany(port, 10))).toEqual(Array(10).fill(greeting));
    expect(fates(await visitMany(port, 10))).toEqual(Array(10).fill('ECONNRESET'));
    await Promise.all(welcome.map(expectEcho));
    expect(warnings).toEqual([]);
  });

  it('warns once when there is no onDrop', async () => {
    const { port, warnings } = await serveFew('warning');
    const visitors = await visitMany(port, VISITORS);
    const refused = visitors.filter(({ fate }) => fate !== greeting);
    expect(refused.length).toBeGreaterThan(VISITORS - 64);
    await until(() => warnings.length > 0);
    expect(warnings).toEqual([
      { code: 'EMFILE', message: expect.stringContaining('127.0.0.1') as string },
    ]);
  });
});

it('tells of those beyond maxConnections, and takes new ones when some have left', async () => {
  const drops: Drop[] = [];
  let left = 0;
  let server: Subscription | undefined;
  undo.push(() => server?.unsubscribe());
  const port = await new Promise<number>((resolve) => {
    server = listen({
      port: 0,
      host: '127.0.0.1',
      maxConnections: 5,
      onDrop: (drop) => drops.push(drop),
      onListening: (address) => resolve((address as AddressInfo).port),
    })
      .pipe(
        serveEach((connection) => {
          connection.write(greeting);
          return connection.pipe(tap((chunk) => connection.write(chunk)));
        }),
      )
      .subscribe(() => left++);
  });
  const visitors = await visitMany(port, 8);
  const welcome = visitors.filter(({ fate }) => fate === greeting);
  const refused = visitors.filter(({ fate }) => fate !== greeting);
  expect(welcome).toHaveLength(5);
  expect(drops).toHaveLength(3);
  for (const drop of drops)
    expect(drop).toMatchObject({ reason: 'maxConnections', localPort: port });
  expect(sorted(drops.map(({ remotePort }) => remotePort))).toEqual(
    sorted(refused.map(({ port }) => port)),
  );

  await Promise.all(welcome.splice(0, 2).map(leave));
  await until(() => left === 2);
  expect(fates(await visitMany(port, 2))).toEqual([greeting, greeting]);
  await Promise.all(welcome.map(expectEcho));
});
