import type { Mark } from '../marbles/diagramOf';
import type { Legend } from './Legend';
import { playedOrder } from './playedOrder';
import type { Trace } from './Trace';

/**
 * What this side sent, as marks of a diagram for `expectWritten`: when it got through to a peer that is
 * played.
 */
export function sentOf({ events, missing }: Trace, legend: Legend): Mark[] {
  const marks: Mark[] = [];
  let waiting: string[] | undefined;
  let isOver = false;
  const last = (at: number, sign: string): void => {
    if (!isOver && at < (missing?.at ?? Infinity)) marks.push({ at, sign });
    isOver = true;
  };
  for (const event of playedOrder(events)) {
    const { at } = event;
    switch (event.type) {
      case 'chunk': {
        if (event.by === 'peer' || event.failed || isOver) break;
        const sign = legend.letterOf(event);
        if (waiting) waiting.push(sign);
        else marks.push({ at, sign });
        break;
      }
      case 'stop':
        waiting ??= [];
        break;
      case 'drain':
        marks.push(...(waiting ?? []).map((sign) => ({ at, sign })));
        waiting = undefined;
        break;
      case 'timeout':
      case 'error':
        isOver = true;
        break;
      case 'reset':
        if (event.by === 'local') last(at, '#');
        isOver = true;
        break;
      case 'destroy':
        last(at, '|');
        break;
      case 'end':
        if (event.by === 'local') last(at, '|');
        break;
    }
  }
  return marks;
}
