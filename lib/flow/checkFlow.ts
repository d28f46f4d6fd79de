import type { Holdable } from '../connection/Holdable';
import { OptionError } from '../connection/OptionError';
import type { Flow } from './Flow';

/** Plain JavaScript may give anything. */
export function checkFlow<T>(flow: Flow<T> | Partial<Holdable> | undefined): void {
  if (typeof flow === 'function' || typeof flow?.hold === 'function') return;
  throw new OptionError('flow', flow, 'a connection, or something else that can be held');
}
