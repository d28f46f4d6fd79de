import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unacknowledged } from '../../lib/socket/unacknowledged';
import { pair } from '../support/pair';

// Only there the kernel can be asked.
(process.platform === 'linux' ? describe : describe.skip)('unacknowledged', () => {
  it('is what the kernel has for the peer, down to nothing when that has read it', async () => {
    const { connection, peer } = await pair();
    peer.pause();
    while (connection.writableLength === 0) connection.write(Buffer.alloc(1_000_000));
    const { writableLength } = connection;
    const waiting = await unacknowledged(connection.socket);
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(connection.bytesWritten - writableLength);
    expect(await connection.unacknowledged()).toBeGreaterThan(writableLength);
    peer.resume();
    // The limit of the spec bounds it.
    while ((await unacknowledged(connection.socket)) !== 0) await sleep(10);
    expect(await connection.unacknowledged()).toBe(0);
    connection.reset();
    expect(await unacknowledged(connection.socket)).toBeUndefined();
  });

  it('is shared by all who ask at once, and each gets its own', async () => {
    const pairs = await Promise.all(Array.from({ length: 20 }, () => pair()));
    for (const [index, { connection, peer }] of pairs.entries()) {
      peer.pause();
      // More than the two kernels take.
      if (index % 2 === 0) connection.write(Buffer.alloc(8_000_000));
    }
    await sleep(300);
    const all = await Promise.all(pairs.map(({ connection }) => unacknowledged(connection.socket)));
    expect(all.map((bytes) => bytes! > 0)).toEqual(pairs.map((_, index) => index % 2 === 0));
    for (const { connection, peer } of pairs) {
      connection.reset();
      peer.destroy();
    }
  });

  it('is not known while all threads are busy with other files, and is again after that', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'busy-'));
    const pipes = Array.from({ length: 4 }, (_, index) => join(folder, String(index)));
    for (const pipe of pipes) execFileSync('mkfifo', [pipe]);
    const { connection, peer } = await pair();
    // What was read for others is new for a while.
    await sleep(500);
    const opened = pipes.map((pipe) => open(pipe, 'r'));
    await new Promise(setImmediate);
    const start = performance.now();
    expect(await unacknowledged(connection.socket)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5_000);
    for (const pipe of pipes) closeSync(openSync(pipe, 'w'));
    for (const file of await Promise.all(opened)) await file.close();
    while ((await unacknowledged(connection.socket)) === undefined) await sleep(10);
    connection.reset();
    peer.destroy();
    rmSync(folder, { recursive: true });
  });

  it('is not known of a Unix socket', async () => {
    const server = createServer().listen(join(mkdtempSync(join(tmpdir(), 'unix-')), 'socket'));
    await once(server, 'listening');
    const client = createConnection(server.address() as string);
    const [socket] = (await once(server, 'connection')) as [Socket];
    expect(await unacknowledged(socket)).toBeUndefined();
    client.destroy();
    socket.destroy();
    server.close();
  });
});
