import { constants } from 'node:os';
import { OptionError } from '../../connection/OptionError';
import { parseDiagram } from './parseDiagram';
import { peerDeeds } from './peerDeeds';
import type { SystemErrorCode } from '../network/systemError';
import type { TestPeer } from '../TestPeer';

/** What a letter stands for. */
export type ChunkValues = Readonly<Record<string, string | Uint8Array>>;

/** What a peer does, and when. */
export interface Deed {
  readonly frame: number;
  /** How many turns of the event loop later, within that frame. */
  readonly turns: number;
  readonly act: (peer: TestPeer) => void;
}

const words: Readonly<Record<string, Deed['act']>> = {
  ...Object.fromEntries(Object.keys(constants.errno).map((code) => [code, giveUp(code)])),
  ...peerDeeds,
};
/** The rest of a group comes a turn later. */
const THEN = 'then';
const names = [...Object.keys(words), THEN];
const plain = [...Object.keys(peerDeeds), THEN].join(', ');
/** No letter of anybody's, so that a word can stand in a diagram of rxjs. */
const letterOf = (word: string): string => String.fromCharCode(0xe000 + names.indexOf(word));

/**
 * What a diagram says: that of rxjs, with a chunk for a letter, the peer's end for `|`, a reset for `#`, and in a group words for what else
 * happens to a connection. What stands in square brackets is a group that takes one frame.
 */
export function peerScript(marbles: string, values: ChunkValues = {}): Deed[] {
  const diagram = marbles.replace(/\([^()]*\)|\[[^[\]]*\]/g, (group) => lettersOnly(group, values));
  const deeds: Deed[] = [];
  let turn = { frame: 0, turns: 0 };
  for (const { frame, notification } of parseDiagram(diagram)) {
    if (frame !== turn.frame) turn = { frame, turns: 0 };
    const letter = notification.kind === 'N' ? (notification.value as string) : notification.kind;
    if (nameOf(letter) === THEN) turn = { frame, turns: turn.turns + 1 };
    else if (notification.kind === 'C') deeds.push({ ...turn, act: peerDeeds.end });
    else if (notification.kind === 'E') deeds.push({ ...turn, act: peerDeeds.reset });
    else deeds.push({ ...turn, act: actOf(letter, values) });
  }
  return deeds;
}

function actOf(letter: string, values: ChunkValues): Deed['act'] {
  return words[nameOf(letter) ?? ''] ?? ((peer) => peer.send(values[letter] ?? letter));
}

function giveUp(code: string): Deed['act'] {
  return (peer) => peer.timeOut(code as SystemErrorCode);
}

function nameOf(letter: string): string | undefined {
  return names[letter.charCodeAt(0) - 0xe000];
}

/** A group with letters for its words, that takes as long as before. */
function lettersOnly(group: string, values: ChunkValues): string {
  const items = group.slice(1, -1).trim().split(/\s+/);
  for (const item of items) checkSpelling(item, values);
  if (!items.some((item) => names.includes(item))) return group;
  const letters = items.map((item) => (names.includes(item) ? letterOf(item) : item)).join('');
  if (group.startsWith('[')) return `[${letters}]`;
  const short = `(${letters})`;
  return short.padEnd(group.replace(/\s/g, '').length, '-');
}

/** A misspelt word would be taken for as many chunks, and the test for one that passes. */
function checkSpelling(item: string, values: ChunkValues): void {
  if (names.includes(item) || !/^[\w-]{3,}$/.test(item)) return;
  if (Array.from(item).some((letter) => !Object.hasOwn(values, letter)))
    throw new OptionError(
      'marbles',
      item,
      `of letters that have values, or of words (${plain}, EHOSTUNREACH and such)`,
    );
}
