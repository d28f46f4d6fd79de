import { once } from 'node:events';
import { createConnection, createServer, type Server as RawServer, type Socket } from 'node:net';
import { freePort } from '../support/freePort';
import { portOf } from '../support/portOf';
import { Samples } from './Samples';
import { Transcript } from './Transcript';

let samples: Samples;

beforeAll(async () => {
  samples = await Samples.compile();
}, 60_000);

afterEach(() => samples.stopAll());
afterAll(() => samples.remove());

describe('tcpProxy', () => {
  let target: RawServer;
  let accepted: Promise<Socket>;

  beforeEach(async () => {
    target = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    accepted = once(target, 'connection').then(([socket]) =>
      (socket as Socket).on('error', () => undefined),
    );
    await once(target, 'listening');
  });

  afterEach(() => target.close());

  it('passes on what comes, an end after the other, and counts it', async () => {
    const { port, program } = await samples.serve('tcpProxy', String(portOf(target)));
    const { socket, heard } = await samples.dial(port);
    socket.end('a question');
    const server = await accepted;
    const asked = new Transcript(server);
    await once(server, 'end');
    expect(asked.text).toBe('a question');
    server.end('an answer');
    await once(socket, 'end');
    expect(heard.text).toBe('an answer');
    await program.out.says(/: 10 bytes there, 9 back$/m);
  });

  it('passes a reset on', async () => {
    const { port, program } = await samples.serve('tcpProxy', String(portOf(target)));
    const { heard, socket } = await samples.dial(port);
    const server = await accepted;
    server.write('hello');
    await heard.says(/hello/);
    const cut = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    server.resetAndDestroy();
    expect((await cut).code).toBe('ECONNRESET');
    await program.out.says(/: ResetError: /);
  });

  it('resets who comes when the target can not be reached', async () => {
    const { port, program } = await samples.serve('tcpProxy', String(await freePort()));
    // The reset may come before this side knows that it is connected.
    const socket = createConnection({ port, host: '127.0.0.1' });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
    await program.out.says(/: ConnectError: .*ECONNREFUSED/);
  });

  it('resets all on SIGINT', async () => {
    const { port, program } = await samples.serve('tcpProxy', String(portOf(target)));
    const { heard, socket } = await samples.dial(port);
    const server = await accepted;
    server.write('hello');
    await heard.says(/hello/);
    const cut = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    program.child.kill('SIGINT');
    expect((await cut).code).toBe('ECONNRESET');
    expect([await program.exit, program.err.text]).toEqual([0, '']);
  });

  it('says so if it can not listen', async () => {
    expect(await samples.runOnTakenPort('tcpProxy')).toEqual([
      1,
      expect.stringMatching(/^ListenError: /),
    ]);
  });
});

describe('slowIngest', () => {
  it('stores all, and keeps little of it meanwhile', async () => {
    const { err, exit, out } = samples.run('slowIngest', '0');
    expect([await exit, err.text]).toEqual([0, '']);
    const kept = [...out.text.matchAll(/, (\S+) MiB in memory$/gm)].map(([, mib]) => Number(mib));
    expect(kept.length).toBeGreaterThan(3);
    expect(Math.max(...kept)).toBeLessThan(16);
    expect(out.text).toMatch(/^64 MiB came, end$/m);
  });
});
