import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom } from 'rxjs';
import { type Connection, OptionError } from 'rxjs-sockets';
import { unacknowledged } from '../../lib/socket/unacknowledged';
import { pair } from '../support/pair';

/** Until the peer's kernel takes no more of what its process doesn't read. */
async function settled(connection: Connection): Promise<void> {
  let before: number | undefined;
  for (
    let left = NaN;
    left !== before;
    left = (await firstValueFrom(connection.unacknowledged()))!
  ) {
    before = left;
    await sleep(100);
  }
}

// Only there the kernel can be asked.
(process.platform === 'linux' ? describe : describe.skip)('unacknowledged', () => {
  it('is what the kernel has for the peer, down to nothing when that has read it', async () => {
    const { connection, peer } = await pair();
    peer.pause();
    while (connection.writableLength === 0) connection.write(Buffer.alloc(1_000_000));
    await settled(connection);
    const { writableLength } = connection;
    const waiting = await firstValueFrom(unacknowledged(connection.socket));
    expect(waiting).toBeGreaterThan(0);
    expect(waiting).toBeLessThan(connection.bytesWritten - writableLength);
    expect(await firstValueFrom(connection.unacknowledged())).toBe(waiting! + writableLength);
    peer.resume();
    // The limit of the spec bounds it.
    while ((await firstValueFrom(unacknowledged(connection.socket))) !== 0) await sleep(10);
    expect(await firstValueFrom(connection.unacknowledged())).toBe(0);
    connection.reset();
    expect(await firstValueFrom(unacknowledged(connection.socket))).toBeUndefined();
  });

  it('does not take what is written meanwhile for acknowledged', async () => {
    const { connection, peer } = await pair();
    peer.pause();
    while (connection.writableLength === 0) connection.write(Buffer.alloc(1_000_000));
    await settled(connection);
    const acknowledged =
      connection.bytesWritten - (await firstValueFrom(connection.unacknowledged()))!;
    const asked = firstValueFrom(connection.unacknowledged());
    connection.write('some more');
    expect(connection.bytesWritten - (await asked)!).toBe(acknowledged);
    connection.reset();
    peer.destroy();
  });

  it('is as old as one allows, and by default of after the call', async () => {
    const { connection, peer } = await pair();
    peer.pause();
    connection.write(Buffer.alloc(8_000_000));
    await settled(connection);
    const before = await firstValueFrom(connection.unacknowledged());
    peer.resume();
    // The limit of the spec bounds it.
    while (connection.writableLength > 0) await sleep(10);
    const sent = await firstValueFrom(unacknowledged(connection.socket, 60_000));
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(before!);
    while ((await firstValueFrom(connection.unacknowledged())) !== 0) await sleep(10);
    for (const maxAge of [-1, NaN, Infinity])
      expect(() => connection.unacknowledged({ maxAge })).toThrow(OptionError);
    connection.reset();
    peer.destroy();
  });

  it('is shared by all who ask at once, and each gets its own', async () => {
    const pairs = await Promise.all(Array.from({ length: 20 }, () => pair()));
    for (const [index, { connection, peer }] of pairs.entries()) {
      peer.pause();
      // More than the two kernels take.
      if (index % 2 === 0) connection.write(Buffer.alloc(8_000_000));
    }
    const all = await Promise.all(
      pairs.map(({ connection }) => firstValueFrom(unacknowledged(connection.socket))),
    );
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
    const opened = pipes.map((pipe) => open(pipe, 'r'));
    await new Promise(setImmediate);
    const start = performance.now();
    expect(await firstValueFrom(unacknowledged(connection.socket))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(3_000);
    for (const pipe of pipes) closeSync(openSync(pipe, 'w'));
    for (const file of await Promise.all(opened)) await file.close();
    while ((await firstValueFrom(unacknowledged(connection.socket))) === undefined) await sleep(10);
    connection.reset();
    peer.destroy();
    rmSync(folder, { recursive: true });
  });

  it('is not known of a Unix socket', async () => {
    const server = createServer().listen(join(mkdtempSync(join(tmpdir(), 'unix-')), 'socket'));
    await once(server, 'listening');
    const client = createConnection(server.address() as string);
    const [socket] = (await once(server, 'connection')) as [Socket];
    expect(await firstValueFrom(unacknowledged(socket))).toBeUndefined();
    client.destroy();
    socket.destroy();
    server.close();
  });
});
