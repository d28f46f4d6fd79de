import type { Ending } from '../../connection/Ending';

/** Both sides have ended. */
export function isOrderly(ending: Ending): boolean {
  return ending.type === 'end' || (ending.type === 'local' && ending.by === 'end');
}
