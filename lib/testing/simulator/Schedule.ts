import type { PeerDeed } from '../marbles/peerDeeds';
import type { Random } from '../random';

/** What the reader of a connection does: it takes a hold, lets go of it, or leaves. */
export type ReaderDeed = 'hold' | 'release' | 'leave';

/** Something that happens to a connection: the peer sends a part of what it has to say, or one of both does something else. */
export interface Happening {
  /** In ms from the beginning. */
  readonly at: number;
  /** From one byte up to another one. */
  readonly sends?: readonly [number, number];
  readonly does?: PeerDeed | ReaderDeed;
}

export type Schedule = readonly Happening[];

/** In ms. Pauses of some seconds are as likely as those of some hundredths of one. */
const [SHORTEST, LONGEST] = [10, 50_000];
const ENDS: readonly PeerDeed[] = [
  'end',
  'end',
  'end',
  'close',
  'reset',
  'reset',
  'lose',
  'timeout',
];
const ODDITIES: readonly (PeerDeed | ReaderDeed)[] = [
  'stop',
  'stop',
  'hold',
  'hold',
  'hold',
  'fail',
  'leave',
];
const PIECES = 8;

/** Any schedule by which a peer may say so many bytes, or not all of them. */
export function anySchedule(dice: Random, length: number): Schedule {
  const happenings: Happening[] = [];
  let at = 0;
  const add = (what: Omit<Happening, 'at'>): void => {
    if (dice.chance(0.5)) at += pause(dice);
    happenings.push({ at, ...what });
  };
  /** What was begun, and may be over before all is. */
  const undo: (PeerDeed | ReaderDeed)[] = [];
  const addOddity = (): void => {
    if (dice.chance(0.7)) return;
    const does = dice.chance(0.3) ? (undo.pop() ?? 'hold') : dice.pick(ODDITIES);
    if (does === 'stop') undo.push('drain');
    if (does === 'hold') undo.push('release');
    add({ does });
  };
  const cuts = Array.from({ length: dice.int(0, PIECES) }, () => dice.int(1, Math.max(2, length)));
  const ends = [...new Set([...cuts.filter((cut) => cut < length), length])].sort((a, b) => a - b);
  const last = dice.chance(0.3) ? dice.int(0, ends.length) : ends.length;
  let from = 0;
  for (const to of ends.slice(0, last)) {
    addOddity();
    if (to > from) add({ sends: [from, to] });
    from = to;
  }
  for (const does of undo.reverse()) if (dice.chance(0.7)) add({ does });
  addOddity();
  if (dice.chance(0.9)) add({ does: dice.pick(ENDS) });
  if (dice.chance(0.2)) add({ does: dice.pick(['reset', 'timeout', 'drain', 'release', 'leave']) });
  return happenings;
}

function pause(dice: Random): number {
  const scale = Math.log2(LONGEST / SHORTEST);
  return Math.round(SHORTEST * 2 ** ((dice.int(0, 1_001) / 1_000) * scale));
}
