import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ways } from '../../samples/tour/ways';
import { until } from '../support/until';
import type { Program } from './Program';
import { Samples, type Server } from './Samples';

let samples: Samples;

beforeAll(async () => {
  samples = await Samples.compile();
}, 60_000);

afterAll(() => samples.remove());

describe('tour', () => {
  let startedAt: number;
  let tours: Record<'whole' | 'wrong' | 'hanging' | 'interrupted', Program>;

  /** Runs a copy of the tour in which the list of ways was altered. */
  function runWith(what: string, instead: string): Program {
    const build = mkdtempSync(join(samples.folder, 'build-'));
    cpSync(join(samples.folder, 'build'), build, { recursive: true });
    const list = join(build, 'samples/tour/ways.js');
    const before = readFileSync(list, 'utf8');
    const after = before.replace(what, instead);
    expect(after).not.toBe(before);
    writeFileSync(list, after);
    return samples.start(join(build, 'samples/tour.js'));
  }

  // Most of what they do is waiting, so they do it side by side.
  beforeAll(() => {
    startedAt = performance.now();
    tours = {
      whole: samples.run('tour'),
      wrong: runWith("expected: 'complete, end by peer'", "expected: 'complete, reset by peer'"),
      hanging: runWith("act: 'end'", "act: 'ref'"),
      interrupted: samples.run('tour'),
    };
    // In the middle of the two seconds of the next way, which is the stopped client's.
    void tours.interrupted.out.says(/^reset, nobody reads/m).then(() => {
      setTimeout(() => tours.interrupted.child.kill('SIGINT'), 700);
    });
  });

  afterAll(() => samples.stopAll());

  it('shows every way with the right verdict, plainly, in time, and leaves nothing behind', async () => {
    const code = await tours.whole.exit;
    const { text } = tours.whole.out;

    expect([code, tours.whole.err.text]).toEqual([0, '']);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(tours.whole.isAlive).toBe(false);

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
    await until(() => !tours.interrupted.isAlive);
  });
});

describe('echo', () => {
  afterEach(() => samples.stopAll());

  it('sends everything back, then ends, and prints how each connection ended', async () => {
    const { port, program } = await samples.serve('echo');
    const { out } = program;
    const { socket, heard } = await samples.dial(port);
    socket.write('hello ');
    await heard.says(/hello /);
    socket.end('world');
    await once(socket, 'end');
    expect(heard.text).toBe('hello world');
    await out.says(/: completed, end by peer, 11 B in, 11 B out$/m);

    const cut = await samples.dial(port);
    cut.socket.write('x');
    await cut.heard.says(/x/);
    cut.socket.resetAndDestroy();
    await out.says(/: failed, reset by peer, 1 B in, 1 B out$/m);
  });

  it('stops in order on SIGINT', async () => {
    const { port, program } = await samples.serve('echo');
    const { out, err, child, exit } = program;
    const polite = await samples.dial(port);
    const deaf = await samples.dial(port);
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
    const said = expect.stringMatching(/^ListenError: Can't listen on .*EADDRINUSE/) as string;
    expect(await samples.runOnTakenPort('echo')).toEqual([1, said]);
  });
});

describe('heartbeatServer', () => {
  afterEach(() => samples.stopAll());

  /** One that beats every 50 ms, and expects something every 1,000. */
  async function serveBeats(): Promise<Server> {
    return samples.serve('heartbeatServer', '50', '1000');
  }

  it('beats, tells who is here and who is dead, and resets those', async () => {
    const { port, program } = await serveBeats();
    const { out } = program;
    const { socket, heard } = await samples.dial(port);
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
    const { port, program } = await serveBeats();
    const { out, err, child, exit } = program;
    const { socket } = await samples.dial(port);
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
    const said = expect.stringMatching(/^ListenError: /) as string;
    expect(await samples.runOnTakenPort('heartbeatServer')).toEqual([1, said]);
  });
});

describe('chat', () => {
  afterEach(() => samples.stopAll());

  it('passes lines on to the others, and tells who comes and how each one goes', async () => {
    const { port } = await samples.serve('chat');
    const ann = await samples.dial(port);
    const bob = await samples.dial(port);
    const eve = await samples.dial(port);
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

  it('passes on the last line of who leaves without an end of it', async () => {
    const { port } = await samples.serve('chat');
    const ann = await samples.dial(port);
    const bob = await samples.dial(port);
    const bobsPort = bob.socket.localPort;
    bob.socket.end('bye');
    await ann.heard.says(new RegExp(`^${bobsPort}: bye\n\\* ${bobsPort} left$`, 'm'));
  });

  // The last of 1,001 bytes might be a CR, and then belong to the end of the line.
  it.each([
    ['a line of more than 1,000 bytes', `${'x'.repeat(1_001)}\n`],
    ['an endless line', 'x'.repeat(1_002)],
  ])('drops who sends %s', async (_, line) => {
    const { port } = await samples.serve('chat');
    const ann = await samples.dial(port);
    const bob = await samples.dial(port);
    bob.socket.write(`${'a'.repeat(1_000)}\n${line}`);
    await ann.heard.says(new RegExp(`^\\* ${bob.socket.localPort} was dropped`, 'm'));
    expect(ann.heard.text).toContain(`: ${'a'.repeat(1_000)}\n`);
    expect(ann.heard.text).not.toContain('x');
  });

  it('drops who does not read', async () => {
    const { port } = await samples.serve('chat');
    const ann = await samples.dial(port);
    const bob = await samples.dial(port);
    await ann.heard.says(/joined/);
    bob.socket.pause();
    const notice = `${bob.socket.localPort} was dropped`;
    const lines = `${'x'.repeat(999)}\n`.repeat(64);
    while (!ann.heard.text.includes(notice) && !ann.socket.destroyed)
      await new Promise((resolve) => ann.socket.write(lines, resolve));
    expect(ann.heard.text).toContain(notice);
  });
});
