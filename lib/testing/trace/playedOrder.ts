import type { TraceEvent } from './Trace';

/**
 * The order in which a peer that is played can do the same. Of two writes of one call it can't refuse the second only: who stops within a
 * ms has stopped before what was written in it.
 */
export function playedOrder(events: readonly TraceEvent[]): TraceEvent[] {
  const ordered: TraceEvent[] = [];
  for (const event of events) {
    let place = ordered.length;
    if (event.type === 'stop') while (isWrite(ordered[place - 1], event.at)) place--;
    ordered.splice(place, 0, event);
  }
  return ordered;
}

function isWrite(event: TraceEvent | undefined, at: number): boolean {
  return event?.at === at && event.by === 'local';
}
