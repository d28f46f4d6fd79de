import { once } from 'node:events';
import { createServer, type Server as RawServer, type Socket } from 'node:net';
import { dialRaw } from '../support/dialRaw';
import { portOf } from '../support/portOf';
import { Samples, type Server } from './Samples';
import { Transcript } from './Transcript';

let samples: Samples;

beforeAll(async () => {
  samples = await Samples.compile();
}, 60_000);

afterAll(() => samples.remove());

/** Writes each byte alone, the next once the kernel has the one before. */
async function writeBytewise(socket: Socket, bytes: Buffer | string): Promise<void> {
  socket.setNoDelay();
  for (const byte of Buffer.from(bytes))
    await new Promise((resolve) => socket.write(Buffer.of(byte), resolve));
}

/** Some bytes behind their length. */
function prefixed(body: Buffer | string): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(bytes.length);
  return Buffer.concat([header, bytes]);
}

/** Interrupts a server, and ends this side of its connections as those are ended. */
async function interrupt({ program }: Server, ...sockets: Socket[]): Promise<void> {
  for (const socket of sockets) socket.once('end', () => socket.end());
  program.child.kill('SIGINT');
  expect([await program.exit, program.err.text]).toEqual([0, '']);
}

describe('lineServer', () => {
  afterEach(() => samples.stopAll());

  const commands = 'ECHO grüß  dich\r\nTIME\nSING\n\nECHO\necho x\nQUIT\nECHO never\n';
  const answers = new RegExp(
    '^grüß  dich\n\\d{4}-.*Z\n' +
      'ERROR There is no command "SING"\nERROR There is no command ""\n\n' +
      'ERROR There is no command "echo"\nBYE\n$',
  );

  it.each([
    ['in one', async (socket: Socket) => void socket.write(commands)],
    ['byte by byte', async (socket: Socket) => writeBytewise(socket, commands)],
  ])('answers commands that come %s, and ends behind QUIT', async (_, write) => {
    const { port, program } = await samples.serve('lineServer');
    const { socket, heard } = await samples.dial(port);
    const ended = once(socket, 'end');
    await write(socket);
    await ended;
    expect(heard.text).toMatch(answers);
    socket.end();
    await program.out.says(/: completed, local$/m);
  });

  it('keeps what was cut short apart from a goodbye, answers both, and goes on with the others', async () => {
    const { port, program } = await samples.serve('lineServer');
    const [other, polite, rude] = [
      await samples.dial(port),
      await samples.dial(port),
      await samples.dial(port),
    ];
    const ends = [polite, rude].map(({ socket }) => once(socket, 'end'));
    const [politesPort, rudesPort] = [polite, rude].map(({ socket }) => socket.localPort);
    polite.socket.end('ECHO a\n');
    rude.socket.end('ECHO b\nECHO');
    await Promise.all(ends);
    expect(polite.heard.text).toBe('a\n');
    expect(rude.heard.text).toBe('b\nERROR Cut short 4 bytes into a line\n');
    await program.out.says(new RegExp(`:${rudesPort}: Cut short 4 bytes into a line$`, 'm'));
    await program.out.says(new RegExp(`:${politesPort}: completed, end$`, 'm'));
    expect(program.out.text).not.toMatch(new RegExp(`:${politesPort}: Cut`));
    other.socket.write('ECHO c\n');
    await other.heard.says(/^c\n$/);
  });

  it('tells a reset from either', async () => {
    const { port, program } = await samples.serve('lineServer');
    const { socket, heard } = await samples.dial(port);
    socket.write('ECHO a\nECHO');
    await heard.says(/^a\n/);
    socket.resetAndDestroy();
    await program.out.says(/: failed, reset$/m);
    expect(program.out.text).not.toContain('Cut short');
  });

  it.each([
    ['a line of more than 512 bytes', `${'x'.repeat(513)}\n`],
    ['an endless one', 'x'.repeat(100_000)],
  ])('takes no more of who sends %s', async (_, line) => {
    const { port, program } = await samples.serve('lineServer');
    const other = await samples.dial(port);
    const { socket, heard } = await samples.dial(port);
    const ended = once(socket, 'end');
    socket.write(`ECHO ${'a'.repeat(507)}\n${line}ECHO b\n`);
    await ended;
    expect(heard.text).toMatch(new RegExp(`^a{507}\nERROR .*maxLength.*\n$`));
    socket.end();
    await program.out.says(
      new RegExp(`:${socket.localPort}: .*maxLength[^]*${socket.localPort}: completed, local`),
    );
    other.socket.write('ECHO c\n');
    await other.heard.says(/^c\n$/);
  });

  it('waits for no line for ever, but as long as you like for its beginning', async () => {
    const { port, program } = await samples.serve('lineServer', '200');
    const idle = await samples.dial(port);
    const { socket, heard } = await samples.dial(port);
    // A byte now and then doesn't help.
    socket.write('ECHO a\nE');
    const dripping = setInterval(() => socket.write('x'), 20);
    await once(socket, 'end');
    clearInterval(dripping);
    expect(heard.text).toMatch(/^a\nERROR .*incompleteFrameTimeout.*\n$/);
    await program.out.says(new RegExp(`:${socket.localPort}: .*incompleteFrameTimeout`));
    idle.socket.write('ECHO c\n');
    await idle.heard.says(/^c\n$/);
  });

  it('stops in order on SIGINT, also in mid-line', async () => {
    const server = await samples.serve('lineServer');
    const { socket, heard } = await samples.dial(server.port);
    socket.write('ECHO a\nECHO');
    await heard.says(/a\n/);
    await interrupt(server, socket);
    expect(server.program.out.text).toMatch(/: completed, local\n$/);
    expect(heard.text).toBe('a\n');
  });

  it('says so if it can not listen', async () => {
    const said = expect.stringMatching(/^ListenError: /) as string;
    expect(await samples.runOnTakenPort('lineServer')).toEqual([1, said]);
  });
});

describe('upgrade', () => {
  afterEach(() => samples.stopAll());

  const bodies = [Buffer.from('\n{"UPGRADE json'), Buffer.alloc(0), Buffer.from([0, 255, 10])];
  const frames = Buffer.concat(bodies.map(prefixed));
  const json = '{"a":"UPGRADE binary"}\n[1,"é"]\nnull\n"UPGRADE json"\n';
  const cases = [
    ['binary', Buffer.from('UPGRADE binary\n'), frames],
    ['json', Buffer.from('UPGRADE json\r\n'), Buffer.from(json)],
  ] as const;

  /** What the server sends until it ends. */
  async function listenTo(socket: Socket): Promise<Buffer> {
    const got: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => got.push(chunk));
    await once(socket, 'end');
    return Buffer.concat(got);
  }

  it.each(cases)(
    'loses no byte of %s behind the line, however it is cut',
    async (_, line, rest) => {
      const { port, program } = await samples.serve('upgrade');
      const all = Buffer.concat([line, rest]);
      const expected = Buffer.concat([Buffer.from('OK\n'), rest]);
      const cuts = [all.length, line.length - 1, line.length, line.length + 1];
      const heard = cuts.map(async (cut) => {
        const socket = await dialRaw(port);
        const answer = listenTo(socket);
        await new Promise((resolve) => socket.write(all.subarray(0, cut), resolve));
        socket.end(all.subarray(cut));
        return answer;
      });
      const socket = await dialRaw(port);
      const answer = listenTo(socket);
      await writeBytewise(socket, all);
      socket.end();
      expect(await Promise.all([...heard, answer])).toEqual(Array(5).fill(expected));
      await program.out.says(/(: completed, end\n[^]*){5}/);
    },
  );

  it.each([
    ['in the line', 'UPGRADE js', /: TruncatedFrameError: .*\b10 bytes/],
    [
      'in a frame',
      Buffer.from('UPGRADE binary\n\0\0\0\x05abc'),
      /TruncatedFrameError: .*\b7 of 9 bytes/,
    ],
    ['in a header', Buffer.from('UPGRADE binary\n\0\0'), /TruncatedFrameError: .*\b2 bytes/],
    ['in a JSON line', 'UPGRADE json\n{"a":1}', /TruncatedFrameError: .*\b7 bytes/],
    ['with a goodbye behind the line', 'UPGRADE json\n', /: completed, end$/m],
    ['with nothing said', '', /: completed, end$/m],
  ])('tells an end %s', async (_, bytes, told) => {
    const { port, program } = await samples.serve('upgrade');
    (await samples.dial(port)).socket.end(bytes);
    await program.out.says(told);
  });

  it.each([
    ['a line of more than 100 bytes', 'x'.repeat(102), /FrameSizeError: .*\b100\b/],
    ['an unknown line', 'UPGRADE\nx', /FrameError: There is no "UPGRADE"/],
    ['a large frame', 'UPGRADE binary\n\0\x01\0\0', /FrameSizeError: .*\b65540\b.*\b65536\b/],
    ['a large value', `UPGRADE json\n"${'x'.repeat(65_537)}`, /FrameSizeError: .*\b65536\b/],
    ['no JSON', 'UPGRADE json\n{]\n', /FrameError: .*JSON/],
  ])('resets who sends %s, and goes on with the others', async (_, bytes, told) => {
    const { port, program } = await samples.serve('upgrade');
    const other = await samples.dial(port);
    (await samples.dial(port)).socket.write(bytes);
    await program.out.says(new RegExp(`${told.source}.*, local$`, 'm'));
    other.socket.write('UPGRADE json\n1\n');
    await other.heard.says(/^OK\n1\n$/);
  });

  it('stops in order on SIGINT', async () => {
    const server = await samples.serve('upgrade');
    const { socket, heard } = await samples.dial(server.port);
    socket.write('UPGRADE json\n1\n');
    await heard.says(/1\n/);
    await interrupt(server, socket);
    expect(server.program.out.text).toMatch(/: completed, local\n$/);
  });

  it('says so if it can not listen', async () => {
    const said = expect.stringMatching(/^ListenError: /) as string;
    expect(await samples.runOnTakenPort('upgrade')).toEqual([1, said]);
  });
});

describe('rpc', () => {
  let fake: RawServer | undefined;

  afterEach(async () => {
    await samples.stopAll();
    fake?.close();
    fake = undefined;
  });

  const call = (id: number, method: string, ...params: unknown[]): Buffer =>
    prefixed(JSON.stringify({ id, method, params }));

  /** Each answer is told in one frame, whose header is no text. */
  const answer = (id: number, value: object): string =>
    String(prefixed(JSON.stringify({ id, ...value })));

  const demonstration = [
    'add(1, 2): 3',
    'sing() failed: Error: There is no method "sing"',
    'wait(100): 100 ms are over',
    'wait(200): 200 ms are over',
    'add(3, 4): 7',
    expect.stringMatching(/^wait\(60000\) failed: ResetError: /),
  ];

  it('plays both ends, and is over', async () => {
    const { exit, err, out } = samples.run('rpc', '0');
    expect([await exit, err.text]).toEqual([0, '']);
    const [listening, ...said] = out.text.trimEnd().split('\n');
    expect(listening).toMatch(/port: \d+/);
    expect(said.slice(0, 6)).toEqual(demonstration);
    expect(said.slice(6).sort()).toEqual([
      expect.stringMatching(/^client: ResetError: .* by this side, local$/),
      expect.stringMatching(/^server: (ResetError: .*|completed), reset$/),
    ]);
  });

  it('plays one end alone, the server until it is interrupted', async () => {
    const server = await samples.serve('rpc', 'server');
    const clients = [0, 1].map(() => samples.run('rpc', `${server.port}`, 'client'));
    for (const { exit, err, out } of clients) {
      expect([await exit, err.text]).toEqual([0, '']);
      expect(out.text.split('\n').slice(0, 6)).toEqual(demonstration);
    }
    const { socket, heard } = await samples.dial(server.port);
    const late = call(1, 'wait', 60_000);
    socket.write(Buffer.concat([late, call(2, 'add', 1)]));
    await heard.says(/"result":1/);
    await interrupt(server, socket);
    expect(server.program.out.text).toMatch(/server: completed, local\n$/);
  });

  it.each([
    ['in one', async (socket: Socket, bytes: Buffer) => void socket.write(bytes)],
    ['byte by byte', writeBytewise],
  ])('answers calls that come %s, each when it is done', async (_, write) => {
    const { port } = await samples.serve('rpc', 'server');
    const { socket, heard } = await samples.dial(port);
    const calls = [call(1, 'wait', 1_000), call(2, 'sing'), call(3, 'wait'), call(4, 'add', 2, 3)];
    await write(socket, Buffer.concat(calls));
    await heard.says(/1000 ms/);
    const expected = [
      answer(1, { result: '1000 ms are over' }),
      answer(2, { error: 'There is no method "sing"' }),
      answer(3, { result: '0 ms are over' }),
      answer(4, { result: 5 }),
    ];
    for (const each of expected) expect(heard.text).toContain(each);
    expect(heard.text).toHaveLength(expected.join('').length);
    expect(heard.text.indexOf('"id":1')).toBeGreaterThan(heard.text.indexOf('"id":4'));
  });

  it('answers more calls than it works on at a time, of a client that goes on calling', async () => {
    const { port } = await samples.serve('rpc', 'server');
    const { socket, heard } = await samples.dial(port);
    for (let id = 1; id <= 20_000; id++) socket.write(call(id, 'wait', 1));
    const answers = (): number => heard.text.match(/"result"/g)?.length ?? 0;
    while (answers() < 20_000) await once(socket, 'data');
  });

  it.each([
    ['a goodbye', [call(1, 'add', 1)], /server: completed, end$/m],
    [
      'an end in mid-frame',
      [call(1, 'add', 1), call(2, 'add').subarray(0, 9)],
      /server: TruncatedFrameError: .* 9 of 39 bytes .*, local$/m,
    ],
    ['too large a frame', [Buffer.from([0, 1, 0, 0])], /server: FrameSizeError: .*, local$/m],
    ['no JSON', [prefixed('{')], /server: SyntaxError: .*, local$/m],
    ['no call', [prefixed('null')], /server: TypeError: .*, local$/m],
  ])('tells %s, and goes on with the others', async (what, parts, told) => {
    const { port, program } = await samples.serve('rpc', 'server');
    const other = await samples.dial(port);
    const { socket } = await samples.dial(port);
    socket.write(Buffer.concat(parts));
    if (/end|goodbye/.test(what)) socket.end();
    await program.out.says(told);
    other.socket.write(call(1, 'add', 1));
    await other.heard.says(/"result":1/);
  });

  /** A client of a server that is played here: what it says at last. */
  async function clientOf(play: (socket: Socket, heard: Transcript) => Promise<void>) {
    const server = (fake = createServer({ allowHalfOpen: true }).listen(0));
    await once(server, 'listening');
    const program = samples.run('rpc', `${portOf(server)}`, 'client');
    const [socket] = (await once(server, 'connection')) as [Socket];
    socket.on('error', () => undefined);
    const heard = new Transcript(socket);
    await heard.says(/"id":4,/);
    await play(socket, heard);
    expect([await program.exit, program.err.text]).toEqual([0, '']);
    return program.out.text;
  }

  it('takes answers that come byte by byte, and those that nobody waits for', async () => {
    const said = await clientOf(async (socket, heard) => {
      const answers = [4, 9, 2, 2, 1, 3].map((id) => prefixed(`{"id":${id},"result":"no. ${id}"}`));
      await writeBytewise(socket, Buffer.concat(answers));
      await heard.says(/"id":6,/);
      socket.write(prefixed('{"id":6,"error":"odd"}'));
    });
    expect(said.split('\n').slice(0, 6)).toEqual([
      'sing(): no. 4',
      'wait(100): no. 2',
      'wait(200): no. 1',
      'add(1, 2): no. 3',
      'add(3, 4) failed: Error: odd',
      expect.stringMatching(/^wait\(60000\) failed: ResetError: /),
    ]);
  });

  it.each([
    ['ends', (socket: Socket) => void socket.end(), 'Error: The connection ended'],
    ['is reset', (socket: Socket) => void socket.resetAndDestroy(), 'ResetError: '],
    [
      'ends in mid-frame',
      (socket: Socket) => void socket.end(prefixed('{}').subarray(0, 5)),
      'TruncatedFrameError: ',
    ],
    [
      'brings too large a frame',
      (socket: Socket) => void socket.write(Buffer.from([0, 1, 0, 0])),
      'FrameSizeError: ',
    ],
    ['brings no JSON', (socket: Socket) => void socket.write(prefixed('{')), 'SyntaxError: '],
  ])('gives up every call that waits when the connection %s', async (_, leave, why) => {
    const said = await clientOf(async (socket) => {
      leave(socket);
    });
    const lines = said.split('\n');
    for (const what of [
      'wait(200)',
      'wait(100)',
      'add(1, 2)',
      'sing()',
      'wait(60000)',
      'add(3, 4)',
    ])
      expect(lines.filter((line) => line.startsWith(`${what} failed: `))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(` failed: ${why}`)).length).toBeGreaterThanOrEqual(
      4,
    );
  });

  it.each(['both', 'server'])('says so if it can not listen, as %s', async (role) => {
    const said = expect.stringMatching(/^ListenError: /) as string;
    expect(await samples.runOnTakenPort('rpc', role)).toEqual([1, said]);
  });

  it('says so if there is nobody to call', async () => {
    const { exit, err } = samples.run('rpc', '1', 'client');
    expect([await exit, err.text]).toEqual([1, expect.stringMatching(/^ConnectError: /)]);
  });
});
