import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { steadyScheduler } from '../time/steadyScheduler';

/** For how many ms the kernel's tables are taken for new; to read them takes some ms, of a thread that nobody waits for. */
const FRESH = 100;
/** To understand them is to take a twentieth of the time at most. */
const SHARE = 20;
/** For how many ms an answer is waited for: other files may keep all threads busy. */
const PATIENCE = 2_000;
const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];
/** Of each row the queue of what was sent, and the inode; most may be those of the closed that wait (06). */
const ROW = /^ *\d+: \S+ \S+ (?!06)\S+ ([0-9A-F]+):\S+ \S+ \S+ +\d+ +\d+ (\d+)/gm;

type Queues = ReadonlyMap<number, number>;

const UNKNOWN: Queues = new Map();
let queues = UNKNOWN;
let readAt = -Infinity;
let fresh = 0;
let reading: Promise<Queues> | undefined;

/**
 * How many bytes the kernel has taken for the peer and that the peer's kernel hasn't acknowledged, as of some moments ago.
 * Node learns that there is room again only when a third of the kernel's buffer is free, a megabyte or so; this shows the steps in
 * which the peer's kernel makes room, of some segments. `undefined` where it can't be known: other systems than Linux, and what isn't TCP.
 */
export async function unacknowledged(socket: Socket): Promise<number | undefined> {
  const inode = inodeOf(socket);
  if (inode === undefined) return undefined;
  return (await latest()).get(inode);
}

function inodeOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as { _handle?: { readonly fd?: number } | null };
  const fd = handle?.fd ?? -1;
  if (process.platform !== 'linux' || fd < 0) return undefined;
  try {
    return fstatSync(fd).ino;
  } catch {
    // Somebody else has closed it.
    return undefined;
  }
}

/** Shared by all who ask at about the same time. */
async function latest(): Promise<Queues> {
  const age = steadyScheduler.now() - readAt;
  if (age >= 0 && age < fresh) return queues;
  // One at a time, however long that takes.
  return (reading ??= Promise.race([read(), unknownSoon()]));
}

function unknownSoon(): Promise<Queues> {
  return new Promise((resolve) => {
    steadyScheduler.schedule(() => resolve(UNKNOWN), PATIENCE);
  });
}

async function read(): Promise<Queues> {
  // Whatever comes between the reading and the understanding, they are of now.
  const begun = steadyScheduler.now();
  const texts = await Promise.all(TABLES.map((file) => readFile(file, 'latin1').catch(() => '')));
  const start = steadyScheduler.now();
  queues = new Map(
    Array.from(texts.join('').matchAll(ROW), ([, queue = '', inode]) => [
      Number(inode),
      parseInt(queue, 16),
    ]),
  );
  fresh = FRESH + SHARE * (steadyScheduler.now() - start);
  readAt = begun;
  reading = undefined;
  return queues;
}
