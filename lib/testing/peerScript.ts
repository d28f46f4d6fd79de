import { TestScheduler } from 'rxjs/testing';
import { type PeerDeed, peerDeeds } from './peerDeeds';
import type { TestPeer } from './TestPeer';

/** What a letter stands for. */
export type ChunkValues = Readonly<Record<string, string | Uint8Array>>;

/** What a peer does, and when. */
export interface Deed {
  readonly frame: number;
  readonly act: (peer: TestPeer) => void;
}

const names = Object.keys(peerDeeds) as PeerDeed[];
const isName = (item: string): item is PeerDeed => item in peerDeeds;
/** No letter of anybody's, so that a word can stand in a diagram of rxjs. */
const letterOf = (word: PeerDeed): string => String.fromCharCode(0xe000 + names.indexOf(word));

/**
 * What a diagram says: that of rxjs, with a chunk for a letter, the peer's end for `|`, a reset for `#`, and in a group words for what else
 * happens to a connection.
 */
export function peerScript(marbles: string, values: ChunkValues = {}): Deed[] {
  const diagram = marbles.replace(/\([^()]*\)/g, lettersOnly);
  const messages = TestScheduler.parseMarbles(diagram, undefined, undefined, false, true);
  return messages.map(({ frame, notification }) => {
    if (notification.kind === 'C') return { frame, act: peerDeeds.end };
    if (notification.kind === 'E') return { frame, act: peerDeeds.reset };
    const letter = notification.value as string;
    const word = names[letter.charCodeAt(0) - 0xe000];
    return { frame, act: word ? peerDeeds[word] : (peer) => peer.send(values[letter] ?? letter) };
  });
}

/** A group with letters for its words, that takes as long as before. */
function lettersOnly(group: string): string {
  const items = group.slice(1, -1).trim().split(/\s+/);
  if (!items.some(isName)) return group;
  const letters = items.map((item) => (isName(item) ? letterOf(item) : item)).join('');
  const short = `(${letters})`;
  return short.padEnd(group.replace(/\s/g, '').length, '-');
}
