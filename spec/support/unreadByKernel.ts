import { readFileSync } from 'node:fs';
import type { Connection } from 'rxjs-sockets';

/** How many bytes the kernel holds for an IPv4 connection that were not yet read. Linux only. */
export function unreadByKernel({ localPort, remotePort }: Connection): number {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const row = new RegExp(
    `:${hex(localPort!)} [0-9A-F]{8}:${hex(remotePort!)} .. [0-9A-F]{8}:([0-9A-F]{8})`,
  );
  const [, queue] = row.exec(readFileSync('/proc/self/net/tcp', 'latin1')) ?? [];
  return parseInt(queue ?? '0', 16);
}
