import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { compiled } from '../support/compiled';
import { dialRaw } from '../support/dialRaw';
import { pattern } from '../support/pattern';

const MIB = 2 ** 20;
const TIMES = 32;

interface Told {
  readonly most: number;
  readonly bytesRead: number;
  readonly pipeline: string;
  readonly digest: string;
}

it('256 MiB of a fast sender pass through 1 ms of work a chunk, the sender waits, and at most 8 MiB are kept', async () => {
  const script = join(__dirname, '../support/slowIngest.cjs');
  const server = fork(script, [compiled()], { execArgv: ['--expose-gc'] });
  const told = async <T>(): Promise<T> => ((await once(server, 'message')) as [T])[0];
  const { port } = await told<{ port: number }>();
  const result = told<Told>();

  const socket = await dialRaw(port);
  const sent = createHash('sha1');
  let stalls = 0;
  for (let i = 0; i < TIMES; i++) {
    sent.update(pattern);
    if (socket.write(pattern)) continue;
    const at = performance.now();
    await once(socket, 'drain');
    // The kernels would take it in less.
    if (performance.now() - at > 50) stalls++;
  }
  socket.end();

  const { most, ...rest } = await result;
  expect(rest).toEqual({
    bytesRead: TIMES * pattern.length,
    pipeline: 'completed',
    digest: sent.digest('hex'),
  });
  expect(most).toBeLessThan(8 * MIB);
  expect(stalls).toBeGreaterThan(TIMES / 2);
}, 120_000);
