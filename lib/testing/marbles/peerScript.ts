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

const words = new Map<string, Deed['act']>([
  ...Object.entries(peerDeeds),
  ...Object.keys(constants.errno).map((code) => [code, giveUp(code)] as const),
]);
/** The rest of a group comes a turn later. */
const THEN = 'then';
const names = [...words.keys(), THEN];
const plain = [...Object.keys(peerDeeds), THEN].join(', ');
const groups = /\([^()]*\)|\[[^[\]]*\]/g;
/** What nothing can be sent behind; a peer that is lost may well try. */
const lasts: ReadonlySet<Deed['act']> = new Set([peerDeeds.end, peerDeeds.close, peerDeeds.reset]);
/** No letter of anybody's, so that a word can stand in a diagram of rxjs. */
const letterOf = (word: string): string => String.fromCharCode(0xe000 + names.indexOf(word));
const [END, RESET] = [letterOf('end'), letterOf('reset')];

/**
 * What a diagram says: that of rxjs, with a chunk for a letter, the peer's end for `|`, a reset for `#`, and in a group words for what else
 * happens to a connection. What stands in square brackets is a group that takes one frame.
 */
export function peerScript(marbles: string, values: ChunkValues = {}): Deed[] {
  const lettersSuffice = Object.keys(values).length === 0;
  checkPlaces(marbles, values);
  const diagram = marbles.replace(groups, (group) => lettersOnly(group, values));
  const deeds: Deed[] = [];
  let isOver = false;
  let turn = { frame: 0, turns: 0 };
  for (const { frame, notification } of parseDiagram(diagram)) {
    if (frame !== turn.frame) turn = { frame, turns: 0 };
    const { kind } = notification;
    const letter = kind === 'N' ? (notification.value as string) : kind === 'C' ? END : RESET;
    const name = nameOf(letter);
    if (name === THEN) turn = { frame, turns: turn.turns + 1 };
    else {
      const deed = words.get(name ?? '');
      const act = deed ?? chunk(letter, lettersSuffice ? letter : values[letter]);
      if (isOver && !deed)
        throw new OptionError('marbles', marbles, "without chunks behind the peer's end");
      isOver ||= lasts.has(act);
      deeds.push({ ...turn, act });
    }
  }
  return deeds;
}

function chunk(letter: string, value: string | Uint8Array | undefined): Deed['act'] {
  if (value === undefined)
    throw new OptionError(`values.${letter}`, value, 'text or bytes, as those of other letters');
  return (peer) => peer.send(value);
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
  if (names.includes(item)) return;
  for (const part of item.split(/[|#-]/))
    if (/^\w{3,}$/.test(part) && !areLetters(part, values))
      throw new OptionError(
        'marbles',
        item,
        `of letters that have values, or of words between spaces (${plain}, EHOSTUNREACH and such)`,
      );
}

/** A word stands in a group. */
function checkPlaces(marbles: string, values: ChunkValues): void {
  for (const [word] of marbles.replace(groups, ' ').matchAll(/\w{3,}/g))
    if (names.includes(word) && !areLetters(word, values))
      throw new OptionError('marbles', word, `in a group, as (${word}) or [${word}]`);
}

function areLetters(word: string, values: ChunkValues): boolean {
  return Array.from(word).every((letter) => Object.hasOwn(values, letter));
}
