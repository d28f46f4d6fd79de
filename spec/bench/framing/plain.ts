import type { Socket } from 'node:net';
import type { Did } from '../harness/metered';
import { rawPort } from '../harness/ports';

/** A server without anything of ours. */
export function plain(serve: (socket: Socket, did: Did) => unknown): (did: Did) => Promise<number> {
  return (did) =>
    rawPort((socket) => {
      socket.on('end', () => undefined).on('error', () => undefined);
      serve(socket, did);
    });
}
