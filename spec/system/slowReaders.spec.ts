import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveness, type LivenessPolicy } from 'rxjs-sockets';
import { bind } from '../support/bind';

/** More than goes into the kernels, so that some of it waits for as long as this takes. */
const MUCH = 7_900_000;
/** In this time the kernel of such a peer makes room twice and more, and Node sees nothing of that. */
const LIMIT = 1_000;

// Elsewhere the kernel can't be asked, and steps of a megabyte have to do.
(process.platform === 'linux' ? describe : describe.skip)('a peer that reads slowly', () => {
  const undone: (() => void)[] = [];
  afterEach(() => {
    for (const undo of undone.splice(0)) undo();
  });

  it.each<[string, LivenessPolicy]>([
    ['writeStall', { writeStall: LIMIT }],
    ['a probe', { probe: { after: 300, frame: '?', timeout: LIMIT } }],
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
    const rates = [20_000, 40_000];
    const script = join(__dirname, '../support/slowReaders.mjs');
    const readers = fork(script, [server.port, ...rates].map(String));
    undone.push(() => readers.kill('SIGKILL'));
    await sleep(6_000);
    expect(deaths).toEqual([]);
    readers.send('stop');
    await once(readers, 'message');
    const stopped = performance.now();
    // The limit of the spec bounds it.
    while (deaths.length < rates.length) await sleep(10);
    for (const at of deaths) expect(at - stopped).toBeLessThan(2.5 * LIMIT);
  });
});
