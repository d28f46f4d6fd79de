import type { Socket } from 'node:net';

/** Who hears what happens to a socket, from its birth to its close. */
export interface SocketEvents {
  /** A chunk was read. */
  read(chunk: Buffer): void;
  /** The peer ended its side, and every byte before that was read. */
  ended(): void;
  /** The socket failed; its close follows. */
  failed(error: Error): void;
  /** The descriptor is gone. */
  closed(): void;
}

const events = Symbol('rxjs-sockets.events');
type Followed = Socket & { [events]: SocketEvents };

/**
 * Listens to a socket for as long as it lives, so that no error of it is ever unhandled. The listeners are shared by
 * all sockets: closures of its own would cost each connection some hundred bytes.
 */
export function follow(socket: Socket, by: SocketEvents): void {
  (socket as Followed)[events] = by;
  // Resumed, since a socket that was paused before isn't by a listener.
  socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose).resume();
}

/** Whether somebody listens to it in that way already. */
export function isFollowed(socket: Socket): boolean {
  return events in socket;
}

function onData(this: Socket, chunk: Buffer): void {
  (this as Followed)[events].read(chunk);
}
function onEnd(this: Socket): void {
  (this as Followed)[events].ended();
}
function onError(this: Socket, error: Error): void {
  (this as Followed)[events].failed(error);
}
function onClose(this: Socket): void {
  (this as Followed)[events].closed();
}
