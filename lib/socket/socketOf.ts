import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DuplexSocket } from './DuplexSocket';

/** A socket for what may be one already. */
export function socketOf(duplex: Duplex): Socket {
  return duplex instanceof Socket ? duplex : new DuplexSocket(duplex);
}
