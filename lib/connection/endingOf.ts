import type { Socket } from 'node:net';
import type { Cut } from './Cut';
import type { Ending } from './Ending';
import { KernelTimeoutError } from './KernelTimeoutError';
import { ResetError } from './ResetError';

/** What was seen of a connection until its socket closed. */
export interface Sightings {
  readonly socket: Socket;
  readonly began: Ending['began'] | undefined;
  readonly peerEnded: boolean;
  readonly cut: Cut | undefined;
  readonly failure: Error | undefined;
  readonly endIsSure: boolean;
  readonly bornAt: number;
  readonly lastReadAt: number | undefined;
  readonly lastWriteAt: number | undefined;
}

/** The verdict. Our own cut comes first, since the error that may follow is its echo. */
export function endingOf(seen: Sightings, now: number): Ending {
  const { socket, began = 'local', failure } = seen;
  const ended = seen.peerEnded && socket.writableFinished && !failure;
  const duration = now - seen.bornAt;
  // Known to within 50 ms.
  const since = (then: number | undefined): number | undefined =>
    then === undefined ? undefined : Math.min(now - then, duration);
  const facts = {
    began,
    bytesRead: socket.bytesRead,
    bytesWritten: socket.bytesWritten,
    sinceLastRead: since(seen.lastReadAt),
    sinceLastWrite: since(seen.lastWriteAt),
    duration,
    verified: seen.endIsSure || !ended,
  };
  if (seen.cut) return { ...facts, ...seen.cut };
  if (failure instanceof ResetError) return { ...facts, type: 'reset', cause: failure };
  if (failure instanceof KernelTimeoutError) return { ...facts, type: 'timeout', cause: failure };
  if (failure) return { ...facts, type: 'failed', cause: failure };
  if (!ended) return { ...facts, type: 'local', by: 'destroy' };
  return began === 'peer' ? { ...facts, type: 'end' } : { ...facts, type: 'local', by: 'end' };
}
