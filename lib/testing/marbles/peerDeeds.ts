import type { TestPeer } from '../TestPeer';

/** What a peer can do besides sending, by the words of a diagram; there `|` is `end`, and `#` is `reset`. */
export const peerDeeds = {
  close: (peer: TestPeer) => peer.close(),
  drain: (peer: TestPeer) => peer.drain(),
  end: (peer: TestPeer) => peer.end(),
  fail: (peer: TestPeer) => peer.failWrite(),
  lose: (peer: TestPeer) => peer.lose(),
  reset: (peer: TestPeer) => peer.reset(),
  stop: (peer: TestPeer) => peer.stop(),
  timeout: (peer: TestPeer) => peer.timeOut(),
} as const;

export type PeerDeed = keyof typeof peerDeeds;
