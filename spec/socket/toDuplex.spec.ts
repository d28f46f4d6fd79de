import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { firstValueFrom } from 'rxjs';
import { connect, fromDuplex, ResetError, toDuplex } from 'rxjs-sockets';
import { connect as dialTls, TLSSocket } from 'node:tls';
import { bind } from '../support/bind';
import { certificate } from '../support/certificate';
import { dialRaw } from '../support/dialRaw';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { record } from '../support/record';
import { until } from '../support/until';

const MIB = 2 ** 20;

describe('toDuplex', () => {
  it('is read and written by a pipeline, with its ends', async () => {
    const { connection, peer } = await pair();
    const stream = toDuplex(connection);
    const upper = new Transform({
      transform: (chunk: Buffer, _, done) => done(null, String(chunk).toUpperCase()),
    });
    peer.end('hello');
    const answer = text(peer);
    await pipeline(stream, upper, stream);
    expect(await answer).toBe('HELLO');
    expect(await connection.closed).toMatchObject({ type: 'end' });
  });

  it('serves HTTP', async () => {
    const server = createServer((question, answer) => {
      answer.end(`${question.url} is not at ${question.socket.remoteAddress}`);
    });
    const { connections, port, stop } = await bind();
    connections.subscribe((connection) => server.emit('connection', toDuplex(connection)));
    const question = request({ port, path: '/page', host: '127.0.0.1', agent: false }).end();
    const [answer] = (await once(question, 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe('/page is not at 127.0.0.1');
    stop();
  });

  it('a peer that does not end does not keep an answered HTTP connection for ever', async () => {
    const server = createServer((_, answer) => {
      answer.setHeader('connection', 'close');
      answer.end('hello');
    });
    const bound = await bind({ closeTimeout: 50 });
    bound.connections.subscribe((each) => server.emit('connection', toDuplex(each)));
    const peer = await dialRaw(bound.port);
    peer.on('error', () => undefined);
    peer.allowHalfOpen = true;
    peer.resume().write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    const connection = await bound.first();
    await once(peer, 'end');
    expect(await connection.closed).toMatchObject({ by: 'deadline' });
    peer.destroy();
    bound.stop();
  }, 3000);

  it('TLS that both sides have closed in order leaves no reset', async () => {
    const bound = await bind();
    const [under, dialled] = await Promise.all([
      bound.first(),
      firstValueFrom(connect({ port: bound.port, host: '127.0.0.1' })),
    ]);
    const server = new TLSSocket(toDuplex(under), { isServer: true, ...certificate });
    const socket = toDuplex(dialled);
    const client = dialTls({ socket, ca: certificate.cert, servername: 'localhost' });
    await once(client, 'secureConnect');
    server.resume();
    client.resume().on('end', () => client.end());
    server.end('good bye');
    await once(client, 'close');
    const endings = await Promise.all([under.closed, dialled.closed]);
    expect(
      endings.map(({ type, cause }: { type: string; cause?: unknown }) => [type, cause]),
    ).toEqual(expect.not.arrayContaining([['reset', expect.anything()]]));
    expect(endings).not.toContainEqual(expect.objectContaining({ by: 'reset' }));
    bound.stop();
  });

  it('lets the peer wait while nobody reads, and gives all of it then', async () => {
    const { connection, peer } = await pair();
    const stream = toDuplex(connection);
    peer.end(pattern);
    await until(() => connection.held && connection.readableLength >= 65_536);
    expect(connection.readableLength + stream.readableLength).toBeLessThan(MIB);
    const received: Buffer[] = [];
    for await (const chunk of stream) received.push(chunk as Buffer);
    expect(Buffer.concat(received).equals(pattern)).toBe(true);
    stream.end();
    peer.resume();
    await connection.closed;
  });

  it('waits with writing for the peer, and is finished when the kernel has all', async () => {
    const { connection, peer } = await pair();
    const stream = toDuplex(connection);
    let isFinished = false;
    const finished = once(stream, 'finish').then(() => (isFinished = true));
    for (let i = 0; i < 4; i++) stream.write(pattern);
    stream.end();
    await until(() => connection.writableLength > 0);
    await firstValueFrom(connection.unacknowledged());
    expect([stream.writableLength > 16 * MIB, isFinished]).toEqual([true, false]);
    let received = 0;
    peer.on('data', (chunk: Buffer) => (received += chunk.length));
    await finished;
    expect(connection.writableLength).toBe(0);
    await once(peer, 'end');
    expect(received).toBe(4 * pattern.length);
    stream.resume();
    peer.end();
    expect(await connection.closed).toMatchObject({ type: 'local', by: 'end' });
  });

  it('tells a reset, behind what had come before', async () => {
    const { connection, peer } = await pair();
    const stream = toDuplex(connection);
    peer.write('some bytes');
    await until(() => connection.readableLength > 0);
    peer.resetAndDestroy();
    await connection.closed;
    let received = '';
    stream.on('data', (chunk: Buffer) => (received += String(chunk)));
    const [error] = (await once(stream, 'error')) as [Error];
    expect([error, received]).toEqual([expect.any(ResetError), 'some bytes']);
  });

  it('tells a reset also when nobody reads', async () => {
    const { connection, peer } = await pair();
    const stream = toDuplex(connection);
    peer.resetAndDestroy();
    expect(await once(stream, 'error')).toEqual([expect.any(ResetError)]);
  });

  it.each([undefined, new Error('boom')])('resets when it is destroyed with %p', async (error) => {
    const { connection, peer } = await pair();
    const failed = once(peer, 'error');
    const stream = toDuplex(connection);
    stream.on('error', () => undefined).destroy(error);
    expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    const { cause, ...ending } = (await connection.closed) as { cause?: unknown; type: string };
    expect([ending.type, cause, connection.held]).toEqual(['local', error, false]);
  });

  it('calls back a write that is under way when it is destroyed', async () => {
    const { connection, peer } = await pair();
    peer.on('error', () => undefined);
    const stream = toDuplex(connection).on('error', () => undefined);
    const done = new Promise((resolve) => stream.write(Buffer.alloc(16 * MIB), resolve));
    stream.destroy();
    expect(await done).toBeInstanceOf(Error);
    await connection.closed;
  });

  it('holds no more when it is left in the midst of reading', async () => {
    const { connection, peer } = await pair();
    const stream = toDuplex(connection);
    peer.on('error', () => undefined).write(pattern);
    for await (const chunk of stream) if (chunk) break;
    expect([connection.held, connection.observed]).toEqual([false, false]);
    expect(await connection.closed).toMatchObject({ type: 'local', by: 'reset' });
  });

  it('finishes when the connection was ended by other hands', async () => {
    const { connection, peer } = await pair();
    const stream = toDuplex(connection).resume();
    connection.end();
    peer.resume().end();
    await once(stream, 'end');
    stream.end();
    await once(stream, 'close');
    expect(await connection.closed).toMatchObject({ type: 'local', by: 'end' });
  });

  it('goes there and back', async () => {
    const { connection, peer } = await pair();
    const again = fromDuplex(toDuplex(connection), 'again');
    const seen = record(again);
    peer.write('hello');
    await until(() => seen.text === 'hello');
    again.end('bye');
    expect(await text(peer.end())).toBe('bye');
    expect(await seen.over).toBe('complete');
    await Promise.all([again.closed, connection.closed]);
  });

  it('dials', async () => {
    const { first, port, stop } = await bind();
    const stream = toDuplex(await firstValueFrom(connect(port)));
    const accepted = await first();
    accepted.end('hello');
    expect(await text(stream)).toBe('hello');
    stream.end();
    await accepted.closed;
    stop();
  });
});
