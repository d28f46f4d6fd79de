import type { Addresses } from '../socket/addressesOf';

/** `local <-> remote`, as in `127.0.0.1:7000 <-> 127.0.0.1:51234`. */
export function describe(ends: Addresses): string {
  return (
    ends.name ??
    `${name(ends.localAddress, ends.localPort)} <-> ${name(ends.remoteAddress, ends.remotePort)}`
  );
}

function name(address = '?', port?: number): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
