import { once } from 'node:events';
import type { Load } from './duel';
import type { Did } from './metered';
import { dial, rawPort } from './ports';

const MiB = 2 ** 20;
const block = Buffer.alloc(MiB, 'x');

/** One connection that sends as fast as it can, by the MiB, and the plain server that counts that. */
export const bulk = {
  raw: (did: Did): Promise<number> =>
    rawPort((socket) => {
      socket
        .on('data', (chunk) => did(chunk.length / MiB))
        .on('end', () => undefined)
        .on('error', () => undefined);
    }),
  /** A connection for each slice: how sender and receiver wake each other differs for as long as a connection lives. */
  load:
    (port: number): Load =>
    async (amount) => {
      const [socket] = await dial(port, 1);
      for (let i = 0; i < amount; i++) if (!socket!.write(block)) await once(socket!, 'drain');
      socket!.end();
    },
};
