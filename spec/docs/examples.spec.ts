import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Transcript } from '../samples/Transcript';
import { bind } from '../support/bind';
import { dialRaw } from '../support/dialRaw';
import { freePort } from '../support/freePort';
import { until } from '../support/until';

const root = join(__dirname, '../..');
// A user's project: the package is installed in it, and rxjs is found further up.
const folder = join(root, 'build/examples');
const installed = join(folder, 'node_modules/rxjs-sockets');

const project = '{ "private": true }';
/** What the example of `replay` has happened. */
const incident = {
  version: 1,
  events: [
    { at: 12, by: 'peer', type: 'chunk', text: 'hello\n' },
    { at: 16, by: 'peer', type: 'reset', code: 'ECONNRESET' },
  ],
  closedAt: 16,
  ending: { type: 'reset', began: 'peer', bytesRead: 6, bytesWritten: 0 },
};

interface Example {
  readonly name: string;
  readonly code: string;
}

const fences = /^```ts\n([^]*?)^```/gm;

/** Whole programs, from the README and the pages. */
function programs(): Example[] {
  const pages = readdirSync(join(root, 'docs')).map((page) => join('docs', page));
  const text = ['README.md', ...pages].map((page) => readFileSync(join(root, page), 'utf8'));
  return [...text.join('').matchAll(fences)].map(([, code = '']) => ({
    name: /^\/\/ (\w+)\.ts/.exec(code)?.[1] ?? '',
    code,
  }));
}

/** Fragments, from the doc comments of the library. */
function fragments(): Example[] {
  const files = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts'),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(root, 'lib', file), 'utf8').replace(/^ *\* ?/gm, '');
    return [...text.matchAll(fences)].map(([, code = ''], index) => ({
      name: `${file.replace(/\W/g, '_')}_${index}`,
      code: fragment(code),
    }));
  });
}

/** Around a fragment goes what its reader has: the names of both libraries, a connection, something to send or save. */
function fragment(code: string): string {
  const [ours, testing] = ['lib/index.ts', 'lib/testing/index.ts'].map((index) => {
    const text = readFileSync(join(root, index), 'utf8').replace(/\btype \w+,/g, '');
    return [...text.matchAll(/^export \{\s+(\w+)/gm)].map(([, name]) => name).join(', ');
  });
  const rxjs = ['concatMap', 'EMPTY', 'firstValueFrom', 'map', 'merge', 'mergeMap', 'of', 'tap'];
  return `
import { ${ours} } from 'rxjs-sockets';
import { ${testing} } from 'rxjs-sockets/testing';
import { ${rxjs.join(', ')} } from 'rxjs';
import { spawn } from 'node:child_process';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { it } from 'node:test';
const chunks = of('some', 'chunks');
const chunk = 'a chunk';
const save = (_: unknown): Promise<void> => Promise.resolve();
const isPing = (item: unknown): boolean => String(item) === 'ping';
async function main(): Promise<void> {
  const connection = await firstValueFrom(connect(Number(process.argv[2])));
  const recording = record(connection);
${code}
  setTimeout(() => process.exit(), 200);
}
void main();
`;
}

interface Program {
  readonly child: ChildProcess;
  /** All output so far. */
  readonly said: () => string;
}

function start(name: string, ...args: string[]): Program {
  // One that hangs would keep this process from its end.
  const child = spawn(process.execPath, [join(folder, `${name}.js`), ...args], {
    cwd: folder,
    timeout: 25_000,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)));
  return { child, said: () => output };
}

describe('the examples in README, pages and doc comments', () => {
  const all = [...programs(), ...fragments()];
  let port: number;
  let proxyPort: number;

  beforeAll(async () => {
    port = await freePort();
    proxyPort = await freePort();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(installed, { recursive: true });
    // Without one the package's name would mean this project itself, and its dist.
    writeFileSync(join(folder, 'package.json'), project);
    copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
    tsc('-p', join(root, 'tsconfig.build.json'), '--outDir', join(installed, 'dist'));
    // As printed, but for the port, which may be in use here.
    for (const { name, code } of all)
      writeFileSync(
        join(folder, `${name}.ts`),
        code.replace(/\b7000\b/g, String(port)).replace(/\b7001\b/g, String(proxyPort)),
      );
    const compilerOptions = {
      noEmit: false,
      noUnusedLocals: false,
      rootDir: '.',
      paths: {},
      types: ['node'],
    };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    tsc('-p', folder);
  }, 60_000);

  it('are there, each program with a name of its own', () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(programs().map(({ name }) => name)).toEqual([
      'echo',
      'alive',
      'marbles',
      'commands',
      'upper',
      'client',
      'slowly',
      'proxy',
      'silence',
      'rows',
      'forgotten',
      'file',
      'idle',
      'ticks',
      'paced',
      'messages',
      'patient',
      'handshake',
      'upgraded',
      'packets',
      'cuts',
      'agreed',
      'worst',
      'suspicion',
      'virtual',
      'first',
      'firstInJest',
      'peers',
      'expected',
      'hours',
      'served',
      'both',
      'simulated',
      'greeter',
      'recorder',
      'redacted',
      'incident',
      'whenever',
      'squared',
    ]);
    expect(fragments().length).toBeGreaterThanOrEqual(6);
  });

  it.each([
    ['echo', 'hello', /^127\.|^\[::ffff:127\..*: completed, end after 5 bytes\n$/],
    ['alive', '', /^127\.|^\[::ffff:127\..* end\n$/],
    ['upper', 'HELLO', /^listening on /],
    ['slowly', '', /^5 bytes, end\n$/],
    ['suspicion', '', /^end\n$/],
    ['rows', '', /^(\d rows\n)+end\n$/, 'a\nb\nc\n'],
    ['file', project, /^sent\n$/],
    ['commands', 'you said hello\n', / end\n$/, 'hello\n'],
    ['commands', 'you said hello\n', / went within a line\n$/, 'hello\ngoodb'],
    [
      'patient',
      '',
      /^short\na line of more than 100 bytes was skipped\nmore\n$/,
      `short\n${'x'.repeat(101)}\nmore\n`,
    ],
    ['handshake', 'hello Ann, version 2\n', /^\{ id: 1 \}\n$/, '\0\0\0\x02Ann\n{"id":1}\n'],
    ['upgraded', '', /^hello\nUPGRADE\n5 bytes\n$/, 'hello\nUPGRADE\n\0\0\0\x05\n\n\n\n\n'],
  ])('%s serves', async (name, answer, log, says = 'hello') => {
    const program = start(name);
    let received = '';
    const peer = await dialWhenReady(program, port);
    peer.on('data', (chunk: Buffer) => (received += String(chunk)));
    // Who leaves within a frame is reset.
    peer.on('error', () => undefined).end(says);
    await new Promise((resolve) => peer.once('close', resolve));
    await until(() => log.test(program.said()));
    expect(received).toBe(answer);
    await stop(program);
  });

  it.each(['proxy', 'idle'])('%s passes bytes and ends on, both ways', async (name) => {
    const server = start('upper');
    const proxy = start(name);
    (await dialWhenReady(server, port)).destroy();
    (await dialWhenReady(proxy, proxyPort)).destroy();
    const peer = await dialRaw(proxyPort);
    let received = '';
    peer.on('data', (chunk: Buffer) => (received += String(chunk)));
    peer.end('hello');
    await once(peer, 'end');
    expect(received).toBe('HELLO');
    await stop(proxy);
    await stop(server);
  });

  it.each([
    ['marbles', '10 s of silence, in no time\n'],
    ['silence', 'both, in no time\n'],
    ['virtual', '39 s of a connection, in no time\n'],
    ['paced', 'held from the second value on, until one was left\n'],
    ['messages', '12 bytes, thanks\n'],
    ['packets', 'c000\nThe stream ended within a frame: 3 bytes of it had come\n'],
    ['cuts', 'grüße, an alle\n'.repeat(3)],
    ['whenever', ''],
  ])('%s passes', async (name, output) => {
    const { child, said } = start(name);
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said()).toBe(output);
  });

  it.each([
    ['first', 1],
    ['peers', 4],
    ['expected', 2],
    ['hours', 1],
    ['served', 1],
    ['both', 2],
    ['greeter', 2],
    ['squared', 14],
  ])('%s passes its tests', async (name, tests) => {
    const { child, said } = start(name);
    expect({ end: await once(child, 'close'), said: said() }).toEqual({
      end: [0, null],
      said: expect.stringMatching(new RegExp(`\\bpass ${tests}\n`)) as string,
    });
  });

  it('firstInJest passes in jest', () => {
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const options = ['--rootDir', folder, '--testRegex', 'firstInJest\\.js$', '--silent'];
    const { status, stderr } = spawnSync(process.execPath, [jest, ...options], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 25_000,
    });
    expect(stderr).toMatch(/^Tests: +1 passed, 1 total$/m);
    expect(status).toBe(0);
  });

  it.each(['simulated', 'redacted', 'incident'])('%s prints what its page says', async (name) => {
    const { child, said } = start(name);
    await once(child, 'close');
    const page = readFileSync(join(root, 'docs/testing.md'), 'utf8');
    const [, output] =
      page
        .split(`// ${name}.ts\n`)[1]
        ?.split(/^```\n/m)
        .slice(1) ?? [];
    expect(said().trim()).toBe(output?.trim());
  });

  it('recorder keeps what happened to a connection that was reset', async () => {
    const program = start('recorder');
    const peer = await dialWhenReady(program, port);
    const heard = new Transcript(peer);
    peer.write('hello\nwor');
    await heard.says(/^you said hello\n$/);
    peer.resetAndDestroy();
    await until(() => program.said() === 'kept\n');
    const trace = JSON.parse(readFileSync(join(folder, 'incident.json'), 'utf8')) as object;
    expect(trace).toMatchObject({
      events: [
        { by: 'peer', text: 'hello\nwor' },
        { by: 'local', text: 'you said hello\n' },
        { by: 'peer', type: 'reset', code: 'ECONNRESET' },
      ],
      ending: { type: 'reset', bytesRead: 9, bytesWritten: 15 },
    });
    await stop(program);
  });

  it('idle gives up two that say nothing', async () => {
    const server = start('upper');
    const proxy = start('idle');
    (await dialWhenReady(server, port)).destroy();
    const peer = await dialWhenReady(proxy, proxyPort);
    expect(await once(peer, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
    await until(() => proxy.said().endsWith('failed IdleTimeoutError\n'));
    await stop(proxy);
    await stop(server);
  });

  it('forgotten tells of a hold, and resets', async () => {
    const program = start('forgotten');
    const peer = await dialWhenReady(program, port);
    expect(await once(peer, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(program.said()).toMatch(/ has been held for too long\n$/);
    await stop(program);
  });

  it('ticks goes on until who reads it has ended', async () => {
    const program = start('ticks');
    const peer = await dialWhenReady(program, port);
    await new Transcript(peer).says(/^tick 0\ntick 1\n/);
    peer.end();
    await until(() => program.said() === 'end\n');
    await stop(program);
  });

  it('agreed answers, and tells what it knows', async () => {
    const program = start('agreed');
    const peer = await dialWhenReady(program, port);
    const heard = new Transcript(peer);
    peer.write('HB\nhe');
    peer.write('llo\nPING\n');
    await heard.says(/^PONG\n$/);
    await until(() => program.said().includes('said'));
    peer.end();
    await until(() => program.said().endsWith('completed end\n'));
    expect(program.said()).toBe('alive\nsaid hello\ncompleted end\n');
    await stop(program);
  });

  it('worst tells what is found, and what is not', async () => {
    const { child, said } = start('worst');
    await once(child, 'close');
    const found = [...said().matchAll(/crashIdle: (\d+),[^}]* stopped: (\w+),/g)];
    const [lines, asking, kernel] = found.map(([, ...cases]) => cases);
    expect(lines).toEqual(['30000', '30000']);
    expect(asking).toEqual(['12500', '12500']);
    expect(kernel).toEqual([expect.stringMatching(/^\d+$/), 'Infinity']);
  });

  it('client gets its answer', async () => {
    const server = start('echo');
    const client = start('client');
    await once(client.child, 'close');
    expect(client.said()).toBe('hello\nlocal\n');
    await stop(server);
  });

  it.each(fragments().map(({ name }) => name))('%s runs', async (name) => {
    // One that listens itself needs the port.
    const listens = all.some(
      (example) =>
        example.name === name && (example.code.split('main()')[1] ?? '').includes('listen('),
    );
    const server = await bind({ port: listens ? 0 : port });
    // Something with a length, and an empty line behind it.
    server.connections.subscribe((connection) => connection.write('\0\0\0\x05x\r\n\r\n'));
    writeFileSync(join(folder, 'incident.json'), JSON.stringify(incident));
    const program = start(name, String(server.port));
    const [code] = (await once(program.child, 'close')) as [number];
    expect({ code, said: program.said() }).toEqual({ code: 0, said: expect.any(String) as string });
    expect(program.said()).not.toMatch(/Error/);
    server.stop();
  });
});

function tsc(...args: string[]): void {
  const bin = join(root, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [bin, ...args], { cwd: root, encoding: 'utf8' });
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  }
}

/** Dials until a program has begun to listen. */
async function dialWhenReady({ child, said }: Program, port: number): Promise<Socket> {
  for (;;)
    try {
      return await dialRaw(port);
    } catch (error) {
      if (child.exitCode !== null) throw new Error(said(), { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
}

async function stop({ child }: Program): Promise<void> {
  const closed = once(child, 'close');
  child.kill();
  await closed;
}
