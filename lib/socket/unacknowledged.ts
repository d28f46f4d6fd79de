import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { defer, from, map, type Observable, of } from 'rxjs';
import { steadyScheduler } from '../time/steadyScheduler';
import { queuesOf } from './queuesOf';

/** Of the time of a thread that nobody waits for, reading the kernel's tables takes a quarter at most. */
const READING = 3;
/** Of the event loop's, understanding them takes a twentieth. */
const UNDERSTANDING = 20;
/** For how many ms that may keep others waiting: the clock went on when the process was stopped, or the event loop blocked. */
const LONGEST_REST = 1_000;
/** For how many ms an answer is waited for: other files may keep all threads busy. */
const PATIENCE = 2_000;

type Queues = ReadonlyMap<number, number>;

let queues: Queues = new Map();
let readAt = -Infinity;
let restUntil = -Infinity;
/** Tells whether they could be read, in time. */
let reading: Promise<boolean> | undefined;

/**
 * How many bytes the kernel has taken for the peer and that the peer's kernel hasn't acknowledged, as of `maxAge` ms ago or later.
 * Node learns that there is room again only when a third of the kernel's buffer is free, a megabyte or so; this shows the steps in
 * which the peer's kernel makes room, of some segments. `undefined` where it can't be known: other systems than Linux, and what isn't TCP.
 */
export function unacknowledged(socket: Socket, maxAge = 0): Observable<number | undefined> {
  return defer(() => {
    const inode = inodeOf(socket);
    if (inode === undefined) return of(undefined);
    const known = since(steadyScheduler.now() - maxAge);
    return from(known).pipe(map((queues) => queues && (queues.get(inode) ?? 0)));
  });
}

function inodeOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as { _handle?: { readonly fd?: number } | null };
  const fd = handle?.fd ?? -1;
  const isTcp = socket.remotePort !== undefined;
  if (process.platform !== 'linux' || fd < 0 || !isTcp) return undefined;
  try {
    return fstatSync(fd).ino;
  } catch {
    // Somebody else has closed it.
    return undefined;
  }
}

/** As of a time or later. */
async function since(time: number): Promise<Queues | undefined> {
  while (readAt < time) {
    // One at a time, for all who ask meanwhile. It may have begun too early for some.
    const isRead = await (reading ??= Promise.race([read(), tooLate()]));
    if (!isRead) return undefined;
  }
  return queues;
}

function tooLate(): Promise<false> {
  return after(PATIENCE).then(() => false);
}

async function read(): Promise<boolean> {
  await after(restUntil - steadyScheduler.now());
  // Whatever comes between the reading and the understanding, they are of now.
  const begun = steadyScheduler.now();
  const tables = await Promise.all([
    readFile('/proc/self/net/tcp', 'latin1').catch(() => undefined),
    // Missing where there is no IPv6.
    readFile('/proc/self/net/tcp6', 'latin1').catch(() => ''),
  ]);
  const start = steadyScheduler.now();
  reading = undefined;
  const [tcp, tcp6] = tables;
  if (tcp === undefined) return false;
  queues = new Map([...queuesOf(tcp), ...queuesOf(tcp6)]);
  readAt = begun;
  const end = steadyScheduler.now();
  const rest = Math.max(READING * (start - begun), UNDERSTANDING * (end - start));
  restUntil = end + Math.min(rest, LONGEST_REST);
  return true;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    steadyScheduler.schedule(() => resolve(), ms);
  });
}
