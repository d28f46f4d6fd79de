import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { type Connection, type ConnectionOptions, listen } from 'rxjs-sockets';
import { dialRaw } from './dialRaw';
import type { Pair } from './pair';

/** {@link Pair}, over a Unix socket in a folder of its own. */
export async function unixPair(options: ConnectionOptions = {}): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'rxjs-sockets-'));
  const path = join(folder, 'socket');
  let accepted: Promise<Connection> | undefined;
  await new Promise<unknown>((onListening, reject) => {
    accepted = firstValueFrom(listen({ ...options, path, onListening }));
    accepted.catch(reject);
  });
  const peer = await dialRaw(path);
  const connection = await accepted!;
  rmSync(folder, { recursive: true });
  return { connection, peer };
}
