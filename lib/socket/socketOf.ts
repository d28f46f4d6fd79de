import { Socket } from 'node:net';
import { Duplex, type Readable, type Writable } from 'node:stream';
import { DuplexSocket } from './DuplexSocket';

/** Two streams, one for each way, such as those of a child process. */
export interface ReadableWritablePair {
  readonly readable: Readable;
  readonly writable: Writable;
}

/** A socket for what may be one already. */
export function socketOf(streams: Duplex | ReadableWritablePair): Socket {
  if (streams instanceof Socket) return streams;
  return new DuplexSocket('write' in streams ? streams : Duplex.from({ ...streams }));
}
