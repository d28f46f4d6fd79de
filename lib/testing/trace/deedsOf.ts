import { constants } from 'node:os';
import type { Mark } from '../marbles/diagramOf';
import type { Legend } from './Legend';
import { playedOrder } from './playedOrder';
import type { Trace, TraceEvent } from './Trace';

/** What the peer and the network did, as marks of a diagram for `connection`. */
export function deedsOf(trace: Trace, legend: Legend): Mark[] {
  const marks: Mark[] = [];
  const lostAt = trace.missing?.at ?? Infinity;
  let sentAt: number | undefined;
  let sent = 0;
  let endedAt: number | undefined;
  let hasEnded = false;
  let isOver = false;
  for (const event of playedOrder(trace.events)) {
    const { at, by, type } = event;
    if (type === 'end' && by === 'local') endedAt = at;
    if (by === 'local') {
      if (type === 'chunk' && event.failed) continue;
      sent = sentAt === at ? sent + 1 : 1;
      sentAt = at;
      continue;
    }
    isOver ||= type === 'end' || type === 'reset' || by === 'network';
    // Behind what is missing nothing can be played that makes sense.
    if (type !== 'chunk' && at >= lostAt) continue;
    // A peer that has played all answers our end by itself, and not before it.
    if (type === 'end' && at === endedAt) continue;
    const isAnswer = at === sentAt;
    sentAt = undefined;
    // Nothing can be played between two writes of one call, but a peer that has closed answers the first.
    const hasClosed = hasEnded || codeOf(event) === 'EPIPE';
    const isClosed = isAnswer && sent === 1 && type === 'reset' && hasClosed;
    // An answer must not come before the question.
    if (isAnswer && !isClosed) marks.push({ at, sign: 'then' });
    marks.push({ at, sign: isClosed ? 'close' : signOf(event, hasEnded, legend) });
    hasEnded ||= type === 'end';
  }
  // Silence is what nobody takes for an end. Nor did it answer ours, if none was seen.
  if (lostAt < Infinity) marks.push({ at: lostAt, sign: 'lose' });
  else if (!isOver && endedAt !== undefined)
    marks.push({ at: Math.max(endedAt, marks.at(-1)?.at ?? 0), sign: 'lose' });
  return marks;
}

function signOf(event: TraceEvent, hasEnded: boolean, legend: Legend): string {
  switch (event.type) {
    case 'chunk':
      return legend.letterOf(event);
    case 'end':
      return '|';
    case 'reset':
      // As the kernel tells it of itself.
      return codeOf(event) === (hasEnded ? 'EPIPE' : 'ECONNRESET') ? '#' : wordOf(event, '#');
    case 'timeout':
      return codeOf(event) === 'ETIMEDOUT' ? 'timeout' : wordOf(event, 'timeout');
    case 'error':
      return wordOf(event, '#');
    default:
      return event.type;
  }
}

/** What no kernel tells has no word. */
function wordOf(event: TraceEvent, other: string): string {
  const code = codeOf(event);
  return code !== undefined && Object.hasOwn(constants.errno, code) ? code : other;
}

function codeOf(event: TraceEvent): string | undefined {
  return 'code' in event ? event.code : undefined;
}
