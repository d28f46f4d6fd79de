import type { Socket } from 'node:net';

/**
 * A number that falls as the peer takes what is queued for it. `writableLength` alone stands still for as long as a
 * large chunk is under way, so what the kernel has not yet taken of that is added.
 */
export function queuedBytes(socket: Socket): number {
  const handle = (socket as { _handle?: { writeQueueSize?: number } | null })._handle;
  return socket.writableLength + (handle?.writeQueueSize ?? 0);
}
