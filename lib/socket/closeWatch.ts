import type { Socket } from 'node:net';
import { Subscription } from 'rxjs';
import { steadyScheduler } from './steadyScheduler';

interface NamedHandle {
  getpeername?(out: object): number;
}

interface Watch {
  readonly socket: Socket;
  readonly died: () => void;
}

const INTERVAL = 500;
const watches = new Set<Watch>();
let timer = Subscription.EMPTY;

/**
 * Calls `died` once when the kernel has given the connection up, after a reset or a timeout of its own. For sockets that
 * are not being read and so hear of nothing: a kernel that no longer knows the peer's name has closed, and asking
 * neither sends a segment nor takes a byte. One timer serves all. Unix sockets can't be asked.
 */
export function closeWatch(socket: Socket, died: () => void): Subscription {
  const watch = { socket, died };
  watches.add(watch);
  if (watches.size === 1) timer = steadyScheduler.schedule(look, INTERVAL);
  return new Subscription(() => {
    watches.delete(watch);
    if (watches.size === 0) timer.unsubscribe();
  });
}

function look(): void {
  for (const watch of watches) {
    const handle = (watch.socket as { _handle?: NamedHandle | null })._handle;
    if (handle?.getpeername && handle.getpeername({}) !== 0) {
      watches.delete(watch);
      watch.died();
    }
  }
  if (watches.size > 0) timer = steadyScheduler.schedule(look, INTERVAL);
}
