import type { Socket } from 'node:net';
import { Subscription } from 'rxjs';
import { isCut } from './isCut';
import { steadyScheduler } from '../time/steadyScheduler';

interface Watch {
  readonly socket: Socket;
  readonly died: () => void;
}

const INTERVAL = 500;
const watches = new Set<Watch>();
let timer = Subscription.EMPTY;

/**
 * Calls `died` once when the kernel has given the connection up. For sockets that are not being read, and so hear of nothing.
 * One timer serves all.
 */
export function closeWatch(socket: Socket, died: () => void): Subscription {
  const watch = { socket, died };
  watches.add(watch);
  if (watches.size === 1) timer = steadyScheduler.schedule(look, INTERVAL);
  return new Subscription(() => {
    watches.delete(watch);
    if (watches.size === 0) timer.unsubscribe();
  });
}

function look(): void {
  for (const watch of watches) {
    if (isCut(watch.socket)) {
      watches.delete(watch);
      watch.died();
    }
  }
  if (watches.size > 0) timer = steadyScheduler.schedule(look, INTERVAL);
}
