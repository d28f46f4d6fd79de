/** One way to leave, and what is to be said of it. */
export interface Way {
  /** What the client does, for the table. */
  readonly client: string;
  /** The call or the signal by which it does it. */
  readonly act: 'end' | 'destroy' | 'resetAndDestroy' | 'SIGKILL' | 'SIGSTOP';
  /** How the server treats it meanwhile: see servers.ts. */
  readonly server: 'reads' | 'expects' | 'answers' | 'greets' | 'ignores' | 'talks on';
  /** What really happened; `silent`: nothing that a socket could tell. */
  readonly truth: 'end' | 'reset' | 'silent';
  /** What the Connection has to say: its last event, if there is a subscriber, and its Ending. */
  readonly expected: string;
  /** How many bytes the client sends right before. */
  readonly sends?: number;
  /** It beats until then. */
  readonly beats?: boolean;
  /** How many bytes the client has to get from us after that. */
  readonly gets?: number;
}

export const ANSWER = 'answer';
/** How often a client beats, and after what silence it is dead, in ms. */
export const BEAT = 100;
export const DEAD_AFTER = 500;
export const PAGE = 4_096;
export const MEBIBYTE = 1_048_576;

export const ways: readonly Way[] = [
  {
    client: 'end',
    act: 'end',
    server: 'reads',
    truth: 'end',
    expected: 'complete, end by peer',
  },
  {
    client: 'half-close, then data from us',
    act: 'end',
    server: 'answers',
    truth: 'end',
    expected: 'complete, end by peer',
    gets: ANSWER.length,
  },
  {
    client: 'reset',
    act: 'resetAndDestroy',
    server: 'reads',
    truth: 'reset',
    expected: 'ResetError, reset by peer',
  },
  {
    client: 'reset right behind 1 MiB',
    act: 'resetAndDestroy',
    server: 'reads',
    truth: 'reset',
    expected: 'ResetError, reset by peer',
    sends: MEBIBYTE,
  },
  {
    client: 'killed, our data unread',
    act: 'SIGKILL',
    server: 'greets',
    truth: 'reset',
    expected: 'ResetError, reset by peer',
  },
  {
    client: 'end behind data, nobody reads',
    act: 'end',
    server: 'ignores',
    truth: 'end',
    expected: 'end by peer',
    sends: PAGE,
  },
  {
    client: 'reset, nobody reads',
    act: 'resetAndDestroy',
    server: 'ignores',
    truth: 'reset',
    expected: 'reset by peer',
    sends: PAGE,
  },
  {
    client: 'vanish silently (stopped)',
    act: 'SIGSTOP',
    server: 'expects',
    truth: 'silent',
    expected: 'IdleTimeoutError, local by reset',
    beats: true,
  },
  {
    client: 'gone, and we write on',
    act: 'destroy',
    server: 'talks on',
    truth: 'reset',
    expected: 'complete, reset by peer',
  },
];
