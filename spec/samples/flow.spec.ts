import { once } from 'node:events';
import { createConnection, createServer, type Server as RawServer, type Socket } from 'node:net';
import { freePort } from '../support/freePort';
import { portOf } from '../support/portOf';
import { until } from '../support/until';
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

describe('priceFeed', () => {
  it('leaves out what slow readers would keep the others waiting for, and tells them', async () => {
    const { port, program } = await samples.serve('priceFeed');
    const { heard, socket } = await samples.dial(port);
    await heard.says(/"share":9/);
    socket.pause();
    // Of the sample's own slow reader, and of this one that has stopped.
    await program.out.says(/: (\d+) prices left out\n/);
    socket.resume();
    const [note] = await heard.says(/\n\d+ prices left out\n/);
    await program.out.says(new RegExp(`:${socket.localPort}:${note.replace('\n', ' ')}`));
    // What came before and behind it is whole.
    await until(() => heard.text.indexOf('\n', heard.text.indexOf(note) + 2_000) > 0);
    const lines = heard.text.split('\n').slice(0, -1);
    const wrong = lines.filter((line) => !/^(\{"share":\d,.*\}|\d+ prices left out)$/.test(line));
    expect(wrong).toEqual([]);
    await program.out.says(/^fast: [1-9]\d* bytes read\nslow: [1-9]\d* bytes read\ndead: 0 /m);
    program.child.kill('SIGINT');
    expect([await program.exit, program.err.text]).toEqual([0, '']);
  });

  it('says so if it can not listen', async () => {
    expect(await samples.runOnTakenPort('priceFeed')).toEqual([
      1,
      expect.stringMatching(/^ListenError: /),
    ]);
  });
});
