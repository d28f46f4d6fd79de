import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveness, type LivenessPolicy } from 'rxjs-sockets';
import { bind } from '../support/bind';

/** A peer that reads so many bytes each 100 ms, until it stops. */
class SlowReader {
  private readonly socket: Socket;
  private readonly reading: NodeJS.Timeout;
  read = 0;

  constructor(port: number, bytes: number) {
    const callback = (size: number): boolean => {
      this.read += size;
      return false;
    };
    const onread = { buffer: Buffer.alloc(bytes), callback };
    this.socket = createConnection({ port, host: '127.0.0.1', onread });
    this.reading = setInterval(() => this.socket.resume(), 100);
  }

  stop(): void {
    clearInterval(this.reading);
  }

  leave(): void {
    this.stop();
    this.socket.destroy();
  }
}

/** More than goes into the kernels, so that some of it waits for as long as this takes. */
const MUCH = 7_900_000;

// Elsewhere the kernel can't be asked, and steps of a megabyte have to do.
(process.platform === 'linux' ? describe : describe.skip)('a peer that reads slowly', () => {
  const undone: (() => void)[] = [];
  afterEach(() => {
    for (const undo of undone.splice(0)) undo();
  });

  it.each<[string, LivenessPolicy]>([
    ['writeStall', { writeStall: 1_000 }],
    ['a probe', { probe: { after: 300, frame: '?', timeout: 1_000 } }],
  ])('is not dead to %s, and is when it stops', async (_, policy) => {
    const server = await bind();
    undone.push(() => server.stop());
    const deaths: number[] = [];
    server.connections.subscribe((connection) => {
      undone.push(() => connection.reset());
      connection.pipe(liveness(connection, policy)).subscribe({
        error: () => deaths.push(performance.now()),
      });
      connection.write(Buffer.alloc(MUCH));
    });
    // 200 and 400 KB a second, of which Node learns each 7 s and each 3 s.
    const readers = [20_000, 40_000].map((bytes) => new SlowReader(server.port, bytes));
    for (const reader of readers) undone.push(() => reader.leave());
    await sleep(6_000);
    expect(deaths).toEqual([]);
    for (const reader of readers) reader.stop();
    const stopped = performance.now();
    // The limit of the spec bounds it.
    while (deaths.length < readers.length) await sleep(10);
    for (const at of deaths) expect(at - stopped).toBeLessThan(2_500);
    for (const reader of readers) expect(reader.read).toBeLessThan(MUCH);
  });
});
