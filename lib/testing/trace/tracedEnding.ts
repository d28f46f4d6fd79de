import type { Ending } from '../../connection/Ending';
import type { TraceEnding, TraceError } from './Trace';

/** How deep the causes of errors are followed; some have a circle of them. */
const DEPTH = 3;

/** An `Ending` as JSON. */
export function tracedEnding(ending: Ending): TraceEnding {
  const { cause, sinceLastRead, sinceLastWrite, duration, ...facts } = ending;
  return {
    ...facts,
    duration: Math.floor(duration),
    ...(sinceLastRead !== undefined && { sinceLastRead: Math.floor(sinceLastRead) }),
    ...(sinceLastWrite !== undefined && { sinceLastWrite: Math.floor(sinceLastWrite) }),
    ...(cause instanceof Error && { cause: tracedError(cause, DEPTH) }),
  };
}

function tracedError(error: Error, depth: number): TraceError {
  const { name, cause } = error;
  const { code } = error as { readonly code?: unknown };
  return {
    name,
    ...(typeof code === 'string' && { code }),
    ...(depth > 1 && cause instanceof Error && { cause: tracedError(cause, depth - 1) }),
  };
}
