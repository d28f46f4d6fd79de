import {
  array,
  assert,
  constantFrom,
  nat,
  oneof,
  property,
  string,
  tuple,
  uint8Array,
} from 'fast-check';
import {
  runSockets,
  type TestPeer,
  type Trace,
  type TraceEvent,
  traceToMarbles,
} from 'rxjs-sockets/testing';
import { parseDiagram } from '../../lib/testing/marbles/parseDiagram';
import { type ChunkValues, peerScript } from '../../lib/testing/marbles/peerScript';

interface Printed {
  readonly peer: string;
  readonly values: ChunkValues;
  readonly written: string;
  readonly ending: unknown[];
}

/** Runs what was printed. */
function run(code: string): Printed {
  const seen: Record<string, unknown> = { ending: [] };
  const toBe = (name: string) => () => ({
    toBe: (...args: unknown[]) => (seen[name] = name === 'ending' ? args : args[0]),
  });
  const connection = (peer: string, values: unknown): void =>
    void Object.assign(seen, { peer, values });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what is printed is code, and is to be run as that
  const play = new Function('connection', 'expectWritten', 'expectEnding', code);
  (play as (...args: unknown[]) => void)(connection, toBe('written'), toBe('ending'));
  return seen as unknown as Printed;
}

/** What a script has a peer do, and when. */
function played(marbles: string, values: ChunkValues): unknown[] {
  return runSockets(() =>
    peerScript(marbles, values).map(({ act, frame }) => {
      let deed: unknown;
      const name = (what: string) => (argument?: unknown) => {
        deed =
          argument === undefined ? what : [what, Buffer.from(argument as string).toString('hex')];
      };
      act(new Proxy({}, { get: (_, what) => name(String(what)) }) as TestPeer);
      return [frame, deed];
    }),
  );
}

describe('traceToMarbles', () => {
  it('prints a test', () => {
    const events: TraceEvent[] = [
      { at: 0, by: 'peer', type: 'chunk', text: 'it\'s\n\\"' },
      { at: 2, by: 'local', type: 'chunk', base64: '/wA=' },
      { at: 120, by: 'peer', type: 'stop' },
      { at: 120, by: 'local', type: 'chunk', text: 'it\'s\n\\"' },
      { at: 123, by: 'peer', type: 'drain' },
      { at: 124, by: 'peer', type: 'chunk', base64: '/wA=' },
      { at: 124, by: 'peer', type: 'reset', code: 'ECONNRESET' },
    ];
    const trace: Trace = {
      version: 1,
      events,
      before: { read: 1, written: 2 },
      closedAt: 124,
      ending: {
        type: 'reset',
        began: 'peer',
        bytesRead: 3,
        bytesWritten: 4,
        duration: 124,
        verified: true,
      },
    };
    expect(traceToMarbles(JSON.stringify(trace))).toBe(`\
// Before that 1 bytes that were read and 2 that were written.
const values = {
  a: 'it\\'s\\n\\\\"',
  b: Buffer.from('/wA=', 'base64'),
};
const peer = connection('   a 119ms [stop]--[drain](b #)', values);
expectWritten(peer).toBe('  --b 120ms a', values);
expectEnding(peer).toBe('   124ms e', { e: { type: 'reset', began: 'peer' } });
`);
  });

  const chunk = oneof(
    string({ unit: 'binary', maxLength: 3 }).map((text) => ({
      text: Buffer.from(text).toString(),
    })),
    uint8Array({ minLength: 1, maxLength: 3 }).map((bytes) => ({
      base64: Buffer.from(bytes).toString('base64'),
    })),
  ).map((bytes) => ({ type: 'chunk', ...bytes }));
  const gap = oneof(nat(2), nat(12), nat(100_000));
  const options = { numRuns: Number(process.env.RUNS ?? 100) };
  const timed = (list: readonly (readonly [number, object])[], by: string): TraceEvent[] => {
    let at = 0;
    return list.map(([ms, event]) => ({ at: (at += ms), by, ...event }) as TraceEvent);
  };
  const hexOf = (event: TraceEvent): string =>
    event.type !== 'chunk'
      ? ''
      : event.text === undefined
        ? Buffer.from(event.base64, 'base64').toString('hex')
        : Buffer.from(event.text).toString('hex');

  /** Nothing is sent behind an end. */
  const isSent = (): ((event: TraceEvent) => boolean) => {
    let isOver = false;
    return ({ type }) => {
      isOver ||= type === 'end' || type === 'reset';
      return type !== 'chunk' || !isOver;
    };
  };

  it('says the same when it is read', () => {
    const event = oneof(
      { weight: 4, arbitrary: chunk },
      constantFrom({ type: 'end' }, { type: 'stop' }, { type: 'drain' }),
      constantFrom<object>(
        { by: 'network', type: 'timeout' },
        { by: 'network', type: 'error', code: 'EBADF' },
        { type: 'reset' },
      ),
    );
    const deeds: Record<string, unknown> = {
      error: ['timeOut', Buffer.from('EBADF').toString('hex')],
      timeout: 'timeOut',
    };
    assert(
      property(array(tuple(gap, event), { maxLength: 80, size: 'max' }), (list) => {
        const events = timed(list, 'peer').filter(isSent());
        const { peer, values } = run(traceToMarbles({ version: 1, events }));
        expect(played(peer, values)).toEqual(
          events.map((each) => [
            each.at,
            each.type === 'chunk' ? ['send', hexOf(each)] : (deeds[each.type] ?? each.type),
          ]),
        );
      }),
      options,
    );
  });

  it('says what was sent, when it is read', () => {
    assert(
      property(array(tuple(gap, chunk), { maxLength: 80, size: 'max' }), (list) => {
        const events = timed(list, 'local');
        const { values, written } = run(traceToMarbles({ version: 1, events }));
        const seen = runSockets(() => parseDiagram(written)).map(({ frame, notification }) => {
          const bytes = notification.kind === 'N' && values[notification.value as string];
          return [frame, Buffer.from(bytes as string).toString('hex')];
        });
        expect(seen).toEqual(events.map((each) => [each.at, hexOf(each)]));
      }),
      options,
    );
  });

  it('has letters for thousands of chunks', () => {
    const list = Array.from(
      { length: 21_000 },
      (_, i) => [i % 3, { type: 'chunk', text: `${i}` }] as const,
    );
    const events = timed(list, 'peer');
    const { peer, values } = run(traceToMarbles({ version: 1, events }));
    expect(Object.keys(values)).toHaveLength(21_000);
    const sends = events.map((each) => [each.at, ['send', hexOf(each)]]);
    expect(played(peer, values)).toEqual(sends);
  });

  it('says what is missing', () => {
    const missing = { at: 7, read: 10, written: 20 };
    const printed = traceToMarbles({ version: 1, events: [], missing });
    expect(printed).toMatch(
      /^\/\/ From 7ms on 10 bytes that were read and 20 that were written are missing\.\n/,
    );
    expect(run(printed).peer.trim()).toBe('7ms (lose)');
  });
});
