import type { Socket } from 'node:net';
import { Subscription } from 'rxjs';
import { steadyScheduler } from './steadyScheduler';

interface NamedHandle {
  getpeername?(out: object): number;
}

const INTERVAL = 500;
const watched = new Map<Socket, () => void>();
let timer = Subscription.EMPTY;

/**
 * Calls `died` once when the kernel has given the connection up, by a reset or a timeout of its own. For sockets that
 * are not being read and so see nothing: a kernel that no longer knows the peer's name has closed, and asking
 * neither sends a segment nor takes a byte. One timer serves all. Unix sockets can't be asked; they are seen when
 * reading goes on.
 */
export function closeWatch(socket: Socket, died: () => void): Subscription {
  watched.set(socket, died);
  if (watched.size === 1) timer = steadyScheduler.schedule(look, INTERVAL);
  return new Subscription(() => {
    watched.delete(socket);
    if (watched.size === 0) timer.unsubscribe();
  });
}

function look(): void {
  for (const [socket, died] of watched) {
    const handle = (socket as { _handle?: NamedHandle | null })._handle;
    if (handle?.getpeername && handle.getpeername({}) !== 0) {
      watched.delete(socket);
      died();
    }
  }
  if (watched.size > 0) timer = steadyScheduler.schedule(look, INTERVAL);
}
