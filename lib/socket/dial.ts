import { type NetConnectOpts, Socket } from 'node:net';

/** Who gets the socket. */
export interface Dialler {
  connected(socket: Socket): void;
  failed(error: unknown): void;
}

/** Dials; a connected socket is the dialler's own. The returned function gives up, unless it is connected by then. */
export function dial(options: NetConnectOpts, dialler: Dialler): () => void {
  let over = false;
  const socket = new Socket({ ...options, allowHalfOpen: true });
  const fail = (error: unknown): void => {
    if (!over) dialler.failed(error);
    over = true;
  };
  socket
    // Stays until others listen: an error may come even after giving up.
    .on('error', fail)
    .once('connect', () => {
      over = true;
      dialler.connected(socket);
      socket.off('error', fail);
    });
  try {
    socket.connect(options);
  } catch (error) {
    // A bad option leaves the descriptor open.
    socket.destroy();
    throw error;
  }
  return () => {
    if (!over) socket.destroy();
    over = true;
  };
}
