import type { Connection, ConnectionOptions } from 'rxjs-sockets';
import { type Record as Recorded, record } from './record';

/** The other end of a connection, whatever that is over. */
export interface ScenarioPeer {
  send(text: string): void;
  end(): void;
  /** Both ways, in order. */
  close(): void;
  reset(): void;
  /** What it got, and then `|` for our end or `#` for our reset. */
  readonly heard: string;
  /** It has closed or cut the connection. */
  readonly isGone: boolean;
}

/** A connection, its peer, and what has become of both. */
export interface Stage {
  readonly connection: Connection;
  readonly peer: ScenarioPeer;
}

/** Something that happens, and how to know that it has. */
export interface Step {
  readonly act: (stage: Stage, seen: Seen) => void;
  readonly isOver: (stage: Stage, seen: Seen) => boolean;
}

/** What this side has seen. */
export interface Seen {
  record: Recorded | undefined;
  /** The verdict, once there is one. */
  verdict: string | undefined;
}

export interface Scenario {
  readonly name: string;
  readonly options: ConnectionOptions;
  readonly steps: readonly Step[];
}

const isClosed = (_: Stage, seen: Seen): boolean => seen.verdict !== undefined;

/** What it begins with who writes, and answers all that comes with the same. */
const GREETING = 'hello';
const peerSends = (text: string): Step => ({
  act: ({ peer }) => peer.send(text),
  // Who closes with something unread resets.
  isOver: ({ connection, peer: { heard } }) =>
    connection.bytesRead === text.length && (!heard.startsWith(GREETING) || heard.includes(text)),
});
const peerEnds: Step = {
  act: ({ peer }) => peer.end(),
  isOver: ({ connection }) => connection.peerState !== 'open',
};
const peerCloses: Step = { ...peerEnds, act: ({ peer }) => peer.close() };
const peerResets: Step = { act: ({ peer }) => peer.reset(), isOver: isClosed };
const weEnd: Step = {
  act: ({ connection }) => connection.end(),
  isOver: ({ peer: { heard } }) => heard.includes('|') || heard.includes('#'),
};
const weWrite: Step = { act: ({ connection }) => void connection.write('late'), isOver: isClosed };

const ways: Readonly<Record<string, readonly Step[]>> = {
  'the peer ends, then we do': [peerSends('abc'), peerEnds, weEnd],
  'we end, then the peer does': [peerSends('abc'), weEnd, peerEnds],
  'the peer resets': [peerSends('abc'), peerResets],
  'the peer resets behind a chunk': [
    {
      act: ({ peer }) => {
        peer.send('abc');
        peer.reset();
      },
      isOver: isClosed,
    },
  ],
  'the peer resets behind its end': [peerSends('abc'), peerEnds, peerResets],
  'the peer resets behind our end': [peerSends('abc'), weEnd, peerResets],
  'the peer closes, and we write': [peerSends('abc'), peerCloses, weWrite],
  'the peer ends, and we never do': [peerSends('abc'), peerEnds],
  'we close, and the peer never does': [
    peerSends('abc'),
    { act: ({ connection }) => void connection.close({ within: 100 }), isOver: isClosed },
  ],
  'we reset': [peerSends('abc'), { act: ({ connection }) => connection.reset(), isOver: isClosed }],
  'we write after our end': [peerSends('abc'), weEnd, weWrite],
  'somebody destroys the socket': [
    peerSends('abc'),
    { act: ({ connection }) => void connection.socket.destroy(), isOver: isClosed },
  ],
};

const states: Readonly<Record<string, Step['act']>> = {
  subscribed: ({ connection }, seen) => (seen.record = record(connection)),
  held({ connection }, seen) {
    seen.record = record(connection);
    connection.hold();
  },
  unsubscribed({ connection }) {
    record(connection).unsubscribe();
  },
  writing({ connection }, seen) {
    connection.write(GREETING);
    seen.record = record(connection);
    connection.subscribe((chunk) => void connection.write(chunk));
  },
};

/** Each way to end, in each state of ours, with and without half-open connections. */
export const scenarios: readonly Scenario[] = Object.entries(ways).flatMap(([way, steps]) =>
  Object.entries(states).flatMap(([state, act]) =>
    [true, false].map((allowHalfOpen) => ({
      name: `${way}: ${state}, ${allowHalfOpen ? 'half-open' : 'not half-open'}`,
      options: { allowHalfOpen, halfClosedTimeout: 1_200 },
      steps: [
        { act, isOver: ({ peer }) => state !== 'writing' || peer.heard === GREETING },
        ...steps,
      ],
    })),
  ),
);

/** Follows a connection from its beginning on. */
export function watch({ connection }: Stage): Seen {
  const seen: Seen = { record: undefined, verdict: undefined };
  connection.whenClosed(({ began, bytesRead, bytesWritten, verified, ...ending }) => {
    const type = ending.type === 'local' ? `local by ${ending.by}` : ending.type;
    const sure = verified ? 'sure' : 'unsure';
    seen.verdict = `${type}, began ${began}, ${bytesRead} in, ${bytesWritten} out, ${sure}`;
  });
  return seen;
}

/** What became of both sides, in words; what a peer has heard that cuts the connection itself, it has heard by chance. */
export function outcomeOf({ peer }: Stage, { record, verdict = 'open' }: Seen): string {
  const last = record?.last instanceof Error ? record.last.name : (record?.last ?? 'nothing');
  const told = record ? `told '${record.text}' and ${last as string}` : 'told nobody';
  return `${verdict}; ${told}${peer.isGone ? '' : `; peer heard '${peer.heard}'`}`;
}
