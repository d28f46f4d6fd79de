import type { Ending } from '../../connection/Ending';
import type { Lifecycle } from '../../connection/Lifecycle';
import type { TraceEvent } from './Trace';

/** An event when nothing is known of its time as yet. */
export type UntimedEvent = TraceEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'at'>
    : never
  : never;

/** What closed a connection, unless that was the second of two ends. */
export function lastEventOf({ cut, failure }: Lifecycle, ending: Ending): UntimedEvent | undefined {
  if (cut) return { by: 'local', type: 'reset' };
  if (!failure) return isDestroyed(ending) ? { by: 'local', type: 'destroy' } : undefined;
  const { code } = Object(failure.cause) as { readonly code?: unknown };
  const coded = typeof code === 'string' ? { code } : {};
  if (ending.type === 'reset') return { by: 'peer', type: 'reset', ...coded };
  return { by: 'network', type: ending.type === 'timeout' ? 'timeout' : 'error', ...coded };
}

function isDestroyed(ending: Ending): boolean {
  return ending.type === 'local' && ending.by === 'destroy';
}
