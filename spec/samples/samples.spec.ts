import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ways } from '../../samples/tour/ways';
import { dialRaw } from '../support/dialRaw';
import { portOf } from '../support/portOf';
import { until } from '../support/until';
import { Transcript } from './Transcript';

interface Program {
  readonly child: ChildProcess;
  readonly out: Transcript;
  readonly err: Transcript;
  readonly exit: Promise<number | null>;
}

const project = resolve(__dirname, '../..');
const tsc = join(project, 'node_modules/typescript/bin/tsc');
const started: Program[] = [];
const dialled: Socket[] = [];
let folder: string;

function run(file: string, ...args: string[]): Program {
  // A process group of its own: see whether anything of it is left.
  const child = spawn(process.execPath, [file, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const program = {
    child,
    out: new Transcript(child.stdout),
    err: new Transcript(child.stderr),
    exit,
  };
  started.push(program);
  return program;
}

function isAlive({ child }: Program): boolean {
  try {
    return process.kill(-child.pid!, 0);
  } catch {
    return false;
  }
}

/** As `npm start` does it, but into a folder of its own, which is to the samples what the package is to a user. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samples-'));
  copyFileSync(join(project, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  const compile = (config: string, out: string): Program =>
    run(tsc, '-p', join(project, config), '--outDir', join(folder, out));
  const compilers = [compile('tsconfig.build.json', 'dist'), compile('tsconfig.run.json', 'build')];
  for (const { exit, out } of compilers) expect([await exit, out.text]).toEqual([0, '']);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

async function stopAll(): Promise<void> {
  for (const socket of dialled.splice(0)) socket.destroy();
  for (const program of started.splice(0)) {
    if (isAlive(program)) process.kill(-program.child.pid!, 'SIGKILL');
    await program.exit;
  }
}

describe('tour', () => {
  const file = 'samples/tour.js';
  let startedAt: number;
  let tours: Record<'whole' | 'wrong' | 'hanging' | 'interrupted', Program>;

  /** Runs a copy of the tour in which the list of ways was altered. */
  function runWith(what: string, instead: string): Program {
    const build = mkdtempSync(join(folder, 'build-'));
    cpSync(join(folder, 'build'), build, { recursive: true });
    const list = join(build, 'samples/tour/ways.js');
    const before = readFileSync(list, 'utf8');
    const after = before.replace(what, instead);
    expect(after).not.toBe(before);
    writeFileSync(list, after);
    return run(join(build, file));
  }

  // Most of what they do is waiting, so they do it side by side.
  beforeAll(() => {
    startedAt = performance.now();
    tours = {
      whole: run(join(folder, 'build', file)),
      wrong: runWith("expected: 'complete, end by peer'", "expected: 'complete, reset by peer'"),
      hanging: runWith("act: 'end'", "act: 'ref'"),
      interrupted: run(join(folder, 'build', file)),
    };
    // In the middle of the two seconds of the next way, which is the stopped client's.
    void tours.interrupted.out.says(/^reset, nobody reads/m).then(() => {
      setTimeout(() => tours.interrupted.child.kill('SIGINT'), 700);
    });
  });

  afterAll(stopAll);

  it('shows every way with the right verdict, plainly, in time, and leaves nothing behind', async () => {
    const code = await tours.whole.exit;
    const { text } = tours.whole.out;

    expect([code, tours.whole.err.text]).toEqual([0, '']);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(isAlive(tours.whole)).toBe(false);

    const lines = text.split('\n');
    expect(lines.filter((line) => line.length > 110)).toEqual([]);
    expect(text).not.toContain('\x1b');
    // Elsewhere Node tells less.
    if (process.platform === 'linux') expect(text).not.toContain('unverified');
    for (const { client, expected } of ways) {
      const rows = lines.filter((line) => line.startsWith(client.padEnd(30)));
      expect(rows).toEqual([expect.stringContaining(`✓ ${expected}`)]);
    }
    expect(text.match(/[\d,]+ of 1,048,576 B/g)).toHaveLength(2);
    expect(text).toMatch(/the client got \d of 6 B +the client got 6 of 6 B/);
    expect(text).toMatch(/writes accepted: \d+, the next failed$/m);
    expect(text).toMatch(/says nothing.*\n.*idleTimeout/);
    expect(lines.at(-2)).toMatch(
      /^9 ways on Node \S+: raw node:net was wrong in [1-9]; verdicts of Connection wrong: 0$/,
    );
  });

  it('exits with 1 if a verdict is wrong', async () => {
    const { exit, out } = tours.wrong;
    expect(await exit).toBe(1);
    expect(out.text).toMatch(/^end .*✗ complete, end by peer/m);
    expect(out.text).toContain('✗ expected of the Connection: complete, reset by peer');
    expect(out.text).toContain('verdicts of Connection wrong: 1');
  });

  it('exits with 1 and names the way if one hangs', async () => {
    const { exit, out } = tours.hanging;
    expect(await exit).toBe(1);
    expect(out.text).toMatch(/✗ "end" at Connection: it hangs/);
  });

  it('takes its clients along when it is interrupted, even a stopped one', async () => {
    expect(await tours.interrupted.exit).toBe(1);
    expect(tours.interrupted.out.text).not.toContain('vanish');
    // They are reaped by init, in its own time.
    await until(() => !isAlive(tours.interrupted));
  });
});

/** Starts a sample that listens on a port of the kernel's choice. */
async function serve(
  name: string,
  ...args: string[]
): Promise<Program & { readonly port: number }> {
  const program = run(join(folder, `build/samples/${name}.js`), '0', ...args);
  const [, port] = await program.out.says(/port: (\d+)/);
  return { ...program, port: Number(port) };
}

async function dial(port: number): Promise<{ socket: Socket; heard: Transcript }> {
  const socket = await dialRaw(port);
  dialled.push(socket);
  return { socket, heard: new Transcript(socket) };
}

describe('echo', () => {
  afterEach(stopAll);

  it('sends everything back, then ends, and prints how each connection ended', async () => {
    const { port, out } = await serve('echo');
    const { socket, heard } = await dial(port);
    socket.write('hello ');
    await heard.says(/hello /);
    socket.end('world');
    await once(socket, 'end');
    expect(heard.text).toBe('hello world');
    await out.says(/: completed, end by peer, 11 B in, 11 B out$/m);

    const cut = await dial(port);
    cut.socket.write('x');
    await cut.heard.says(/x/);
    cut.socket.resetAndDestroy();
    await out.says(/: failed, reset by peer, 1 B in, 1 B out$/m);
  });

  it('stops in order on SIGINT', async () => {
    const { port, out, err, child, exit } = await serve('echo');
    const polite = await dial(port);
    const deaf = await dial(port);
    const ended = [polite, deaf].map(({ socket }) => once(socket, 'end'));
    polite.socket.write('a');
    deaf.socket.write('b');
    await Promise.all([polite.heard.says(/a/), deaf.heard.says(/b/)]);

    child.kill('SIGINT');
    await Promise.all(ended);
    polite.socket.end();
    await out.says(/: completed, local by end, 1 B in, 1 B out$/m);
    // Who doesn't end its side is reset in the end.
    await out.says(/: completed, local by deadline, 1 B in, 1 B out$/m);
    expect([await exit, err.text]).toEqual([0, '']);
    expect(out.text).toMatch(/All connections have ended\n$/);
  });

  it('says so if it can not listen', async () => {
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const { exit, err } = run(join(folder, 'build/samples/echo.js'), `${portOf(taken)}`);
    expect(await exit).toBe(1);
    expect(err.text).toMatch(/^ListenError: Can't listen on .*EADDRINUSE/);
    taken.close();
  });
});

describe('heartbeatServer', () => {
  afterEach(stopAll);

  /** One that beats every 50 ms, and expects something every 1,000. */
  async function serveBeats(): ReturnType<typeof serve> {
    return serve('heartbeatServer', '50', '1000');
  }

  it('beats, tells who is here and who is dead, and resets those', async () => {
    const { port, out } = await serveBeats();
    const { socket, heard } = await dial(port);
    const reset = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined).write('hello');
    await heard.says(/(HEARTBEAT\n\n){3}/);
    // On a busy machine stalls are told as well, and verdicts fall later.
    await out.says(/is here\n[^]* is alive\n[^]* said "hello"\n/);
    await reset;
    await out.says(/ is dead\n.* died: Nothing was heard for 1\d\d\d ms \(each: 1000 ms\)$/m);
    expect(socket.errored).toMatchObject({ code: 'ECONNRESET' });
  });

  it('keeps who beats, and stops in order on SIGINT', async () => {
    const { port, out, err, child, exit } = await serveBeats();
    const { socket } = await dial(port);
    const beating = setInterval(() => socket.write('x'), 50);
    await out.says(/(said "x+"\n[^]*){12}/);
    clearInterval(beating);
    socket.once('end', () => socket.end());
    child.kill('SIGINT');
    await out.says(/ local$/m);
    expect([await exit, err.text]).toEqual([0, '']);
    expect(out.text).not.toContain('dead');
  });

  it('says so if it can not listen', async () => {
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const { exit, err } = run(join(folder, 'build/samples/heartbeatServer.js'), `${portOf(taken)}`);
    expect([await exit, err.text]).toEqual([1, expect.stringMatching(/^ListenError: /)]);
    taken.close();
  });
});

describe('chat', () => {
  afterEach(stopAll);

  it('passes lines on to the others, and tells who comes and how each one goes', async () => {
    const { port } = await serve('chat');
    const ann = await dial(port);
    const bob = await dial(port);
    const eve = await dial(port);
    const [annsPort, bobsPort, evesPort] = [ann, bob, eve].map(({ socket }) => socket.localPort);
    await ann.heard.says(new RegExp(`\\* ${evesPort} joined`));

    const words = Buffer.from('grüß \x1b[2Jdich\r\nsecond\nunfinished');
    for (const byte of words) ann.socket.write(Buffer.of(byte));
    await bob.heard.says(/second\n/);
    await eve.heard.says(/second\n/);
    expect(eve.heard.text).toBe(`${annsPort}: grüß [2Jdich\n${annsPort}: second\n`);

    bob.socket.end();
    await ann.heard.says(new RegExp(`^\\* ${bobsPort} left$`, 'm'));
    eve.socket.resetAndDestroy();
    await ann.heard.says(new RegExp(`^\\* ${evesPort} was reset$`, 'm'));
    expect(ann.heard.text).not.toContain('second');
  });

  it('drops who sends an endless line', async () => {
    const { port } = await serve('chat');
    const ann = await dial(port);
    const bob = await dial(port);
    bob.socket.write('x'.repeat(1_001));
    await ann.heard.says(new RegExp(`\\* ${bob.socket.localPort} was dropped`));
  });

  it('drops who does not read', async () => {
    const { port } = await serve('chat');
    const ann = await dial(port);
    const bob = await dial(port);
    await ann.heard.says(/joined/);
    bob.socket.pause();
    const notice = `${bob.socket.localPort} was dropped`;
    const lines = `${'x'.repeat(999)}\n`.repeat(64);
    while (!ann.heard.text.includes(notice) && !ann.socket.destroyed)
      await new Promise((resolve) => ann.socket.write(lines, resolve));
    expect(ann.heard.text).toContain(notice);
  });
});
