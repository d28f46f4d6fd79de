import type { Ending } from '../../connection/Ending';
import { isOrderly } from './isOrderly';
import type { Happening } from './Schedule';

interface Done {
  readonly at: number;
  readonly what: NonNullable<Happening['does']>;
}

/** By how many ms a cut may be seen late that comes while nothing is read. */
const LOOK = 502;

/** What is wrong about how a connection is said to have ended, given what was done to it. */
export function wrongVerdict(
  ending: Ending,
  done: readonly Done[],
  sent: number,
  now: number,
): string | undefined {
  const lostAt = done.findIndex(({ what }) => what === 'lose');
  const heard = lostAt < 0 ? done : done.slice(0, lostAt);
  const has = (...deeds: Done['what'][]): boolean => heard.some(({ what }) => deeds.includes(what));
  const { bytesRead, type } = ending;
  const isEnd = isOrderly(ending);
  // Behind an end of the peer's it may come too late for anybody to see.
  const cut = heard.slice(0, firstEnd(heard)).find(({ what }) => what === 'reset');
  const given = done.slice(0, firstEnd(done)).find(({ what }) => what === 'timeout');
  if (isEnd && !has('end', 'close')) return `it ended as ${type}, and the peer had not ended`;
  if (isEnd && bytesRead !== sent) return `it ended as ${type} with ${bytesRead} of ${sent} bytes`;
  if (type === 'reset' && !has('reset', 'close', 'fail'))
    return 'it ended as reset, and nobody had reset it';
  if (type === 'timeout' && !done.some(({ what }) => what === 'timeout'))
    return 'it ended as timeout, and the kernel had not given it up';
  const first = [cut, given].find(Boolean);
  if (isEnd && first) return `a ${first.what} was taken for an end`;
  if (first && now > first.at + LOOK) return `a ${first.what} was seen ${now - first.at} ms later`;
  return undefined;
}

function firstEnd(done: readonly Done[]): number | undefined {
  const first = done.findIndex(({ what }) => what === 'end' || what === 'close');
  return first < 0 ? undefined : first;
}
