import type { SchedulerLike } from 'rxjs';
import { Connection } from '../../connection/Connection';
import type { ConnectionOptions } from '../../connection/ConnectionOptions';
import { TestSocket } from '../TestSocket';
import type { SocketScheduler } from '../virtualTime/SocketScheduler';
import { type ChunkValues, type Deed, peerScript } from './peerScript';

/** 192.0.2.0/24 is for documentation (RFC 5737): no real peer is there. */
const REMOTE = '192.0.2.2';

interface Drawn {
  readonly marbles: string;
  readonly values: ChunkValues | undefined;
  readonly options: ConnectionOptions | undefined;
  readonly scheduler: SocketScheduler;
  /** That of the peer. */
  readonly port: number;
}

/** A connection whose peer does what is drawn, from now on. */
export function playedConnection({ marbles, values, options, scheduler, port }: Drawn): Connection {
  const { highWaterMark } = options ?? {};
  const socket = new TestSocket({ scheduler, highWaterMark, remote: { address: REMOTE, port } });
  const deeds = peerScript(marbles, values);
  for (const deed of deeds) later(scheduler, deed, () => deed.act(socket.peer));
  later(scheduler, deeds.at(-1), () => socket.peer.finish());
  scheduler.reach(deeds.at(-1)?.frame ?? 0);
  return new Connection(socket, { ...options, scheduler: options?.scheduler ?? scheduler });
}

function later(
  scheduler: SchedulerLike,
  { frame, turns }: Pick<Deed, 'frame' | 'turns'> = { frame: 0, turns: 0 },
  work: () => void,
): void {
  scheduler.schedule(() => {
    if (turns > 0) later(scheduler, { frame: 0, turns: turns - 1 }, work);
    else work();
  }, frame);
}
