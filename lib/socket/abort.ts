import type { Socket } from 'node:net';

/**
 * Cuts a socket so that the peer sees a reset, never the clean end of a truncated stream. A Unix socket knows no
 * resets and is closed.
 */
export function abort(socket: Socket): void {
  // Between shutdown(2) and its answer a reset fails with EINVAL and Node then loses the descriptor; the answer comes
  // within a turn of the loop.
  const shuttingDown =
    isTcp(socket) &&
    socket.writableEnded &&
    !socket.writableFinished &&
    socket.writableLength === 0;
  if (shuttingDown) socket.once('finish', () => abort(socket));
  else if (socket.destroyed) return;
  else if (isTcp(socket)) socket.resetAndDestroy();
  else socket.destroy();
}

function isTcp(socket: Socket): boolean {
  return (socket as { _handle?: object | null })._handle?.constructor.name === 'TCP';
}
