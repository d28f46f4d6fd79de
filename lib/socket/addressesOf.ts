import type { Socket } from 'node:net';

/** Where the two ends of a connection are. A Unix socket has the path for an address, and only on the side that listens. */
export interface Addresses {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** What to call the connection instead, in logs and errors. */
  readonly name?: string | undefined;
}

/** Asks at once, since a closed socket no longer knows. */
export function addressesOf(socket: Socket): Addresses {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  return { localAddress, localPort, remoteAddress, remotePort };
}
