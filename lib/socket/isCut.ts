import type { Socket } from 'node:net';

interface NamedHandle {
  getpeername?(out: object): number;
}

/**
 * Whether the kernel has given the connection up, after a reset or a timeout of its own: then it no longer knows the peer's
 * name. Asking neither sends a segment nor takes a byte. A Unix socket can't be asked, and says no.
 */
export function isCut(socket: Socket): boolean {
  const handle = (socket as { _handle?: NamedHandle | null })._handle;
  return handle?.getpeername !== undefined && handle.getpeername({}) !== 0;
}
