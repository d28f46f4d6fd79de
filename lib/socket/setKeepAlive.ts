import type { Socket } from 'node:net';

/** From Node 24.19 and 26.4 on. */
type SetKeepAlive = (
  enable: boolean,
  initialDelay: number,
  interval: number,
  count: number,
) => unknown;

/** Durations are whole seconds, in ms. */
export interface KeepAlive {
  readonly initialDelay: number;
  readonly interval: number;
  readonly count: number;
}

/** Has the kernel ask after a silent peer. */
export function setKeepAlive(socket: Socket, { initialDelay, interval, count }: KeepAlive): void {
  (socket.setKeepAlive as SetKeepAlive)(true, initialDelay, interval, count);
}
