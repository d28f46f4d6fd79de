import type { AddressInfo, Server } from 'node:net';

/** The port that the kernel chose. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
