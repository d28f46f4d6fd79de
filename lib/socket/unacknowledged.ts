import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { steadyScheduler } from '../time/steadyScheduler';

/** For how many ms the kernel's tables are taken for new: to read them takes some ms, of a thread that nobody waits for. */
const FRESH = 100;
const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];

let rows: Promise<string> | undefined;
let freshUntil = -Infinity;

/**
 * How many bytes the kernel has taken for the peer and that the peer's kernel hasn't acknowledged, as of some moments ago.
 * Node learns that there is room again only when a third of the kernel's buffer is free, a megabyte or so; this shows the steps in
 * which the peer's kernel makes room, of some segments. `undefined` where it can't be known: other systems than Linux, and what isn't TCP.
 */
export async function unacknowledged(socket: Socket): Promise<number | undefined> {
  const inode = inodeOf(socket);
  if (inode === undefined) return undefined;
  const queue = rowOf(inode, await table())?.[4]?.split(':')[0];
  return queue === undefined ? undefined : parseInt(queue, 16);
}

function inodeOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as { _handle?: { readonly fd?: number } | null };
  const fd = handle?.fd ?? -1;
  return process.platform === 'linux' && fd >= 0 ? fstatSync(fd).ino : undefined;
}

/** Shared by all who ask at about the same time. */
function table(): Promise<string> {
  if (steadyScheduler.now() > freshUntil) rows = undefined;
  return (rows ??= read());
}

async function read(): Promise<string> {
  freshUntil = Infinity;
  const texts = await Promise.all(TABLES.map((file) => readFile(file, 'latin1').catch(() => '')));
  freshUntil = steadyScheduler.now() + FRESH;
  return texts.join('');
}

/** The columns of a socket: among others the queues, in fifth place, and the inode, in tenth. */
function rowOf(inode: number, text: string): string[] | undefined {
  const name = ` ${inode} `;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const start = text.lastIndexOf('\n', at) + 1;
    const columns = text
      .slice(start, at + name.length)
      .trim()
      .split(/ +/);
    if (columns[9] === String(inode)) return columns;
  }
  return undefined;
}
