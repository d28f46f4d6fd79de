import type { Socket } from 'node:net';
import type { Connection, ListenOptions } from 'rxjs-sockets';
import { bind } from './bind';
import { dialRaw } from './dialRaw';

/** An accepted connection, and the raw socket at its other end. */
export interface Pair {
  readonly connection: Connection;
  readonly peer: Socket;
}

export async function pair(options: Partial<ListenOptions> = {}): Promise<Pair> {
  const bound = await bind(options);
  const [connection, peer] = await Promise.all([bound.first(), dialRaw(bound.port)]);
  bound.stop();
  return { connection, peer };
}
