import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  nat,
  pre,
  oneof,
  property,
  record as fields,
  tuple,
} from 'fast-check';
import { EMPTY, catchError, tap, timer } from 'rxjs';
import { type Connection, lines, OptionError, TruncatedFrameError } from 'rxjs-sockets';
import {
  record,
  type Recording,
  replay,
  runSockets as run,
  type SocketHelpers,
  type Trace,
} from 'rxjs-sockets/testing';
import { like } from '../support/like';

const runSockets = (test: (helpers: SocketHelpers) => void): void =>
  run(test, (actual, expected) => expect(actual).toEqual(expected));

/** What a pipeline does with a connection. */
type Pipeline = (connection: Connection) => void;

const read: Pipeline = (connection) => {
  connection.pipe(catchError(() => EMPTY)).subscribe();
};
const echo: Pipeline = (connection) => {
  connection
    .pipe(
      tap({ next: (chunk) => connection.write(chunk), complete: () => connection.end() }),
      catchError(() => EMPTY),
    )
    .subscribe();
};

function recorded(pipeline: Pipeline, ...script: Parameters<SocketHelpers['connection']>): Trace {
  let recording: Recording | undefined;
  runSockets(({ connection }) => {
    const peer = connection(...script);
    recording = record(peer);
    pipeline(peer);
  });
  return recording!.trace;
}

/** Replays, and records that. */
function replayed(trace: Trace, pipeline: Pipeline): Trace {
  let recording: Recording | undefined;
  runSockets((helpers) => {
    const { connection, ending, written } = replay(JSON.stringify(trace), helpers);
    recording = record(connection);
    helpers.expectWritten(connection).toBe(...written);
    helpers.expectEnding(connection).toBe(...ending);
    pipeline(connection);
  });
  return recording!.trace;
}

describe('replay', () => {
  it.each<[string, Pipeline]>([
    ['-a-b-|', echo],
    ['-a-b-|', read],
    ['-a-b-#', echo],
    ['-a-(b#)', echo],
    ['-(a stop)--b--(drain)--|', echo],
    ['-a-b-(stop)--c-d--|', echo],
    ['-a-(timeout)', echo],
    ['-a-(EHOSTUNREACH)', echo],
    ['-a-(EBADF)', read],
    ['-a-(fail)-b', echo],
    ['-a-(close)', echo],
    ['-|--#', read],
    [
      '-[close]',
      (connection) => {
        read(connection);
        timer(1).subscribe(() => {
          connection.write('w');
          connection.end();
        });
      },
    ],
  ])('round trip of %s', (marbles, pipeline) => {
    const trace = recorded(pipeline, marbles);
    expect(replayed(trace, pipeline)).toEqual(trace);
  });

  type Act = readonly [at: number, what: string];
  const size = constantFrom(1, 1, 5, 70_000);
  const acts: Arbitrary<Act[]> = array(
    tuple(
      nat(12),
      constantFrom('write', 'write', 'write', 'end', 'reset', 'close', 'read', 'leave', 'hold'),
    ),
    { maxLength: 6 },
  );
  const script = array(
    tuple(
      nat(3),
      oneof(
        constantFrom('a', 'b', 'c'),
        constantFrom('a', '|', '#', 'stop', 'drain', 'close', 'lose', 'timeout', 'fail'),
      ),
    ),
    { maxLength: 8 },
  );
  const pipelineOf =
    (list: readonly Act[], bytes: number): Pipeline =>
    (connection) => {
      let hold = { unsubscribe: () => {} };
      let reading = connection.pipe(catchError(() => EMPTY)).subscribe();
      for (const [at, what] of list)
        timer(what === 'reset' || what === 'close' ? at & ~1 : at).subscribe(() => {
          if (what === 'write' && connection.writable) connection.write('w'.repeat(bytes));
          if (what === 'end') connection.end();
          if (what === 'reset') connection.reset();
          if (what === 'close') void connection.close({ within: 20 });
          if (what === 'leave') reading.unsubscribe();
          if (what === 'read') reading = connection.pipe(catchError(() => EMPTY)).subscribe();
          hold.unsubscribe();
          if (what === 'hold') hold = connection.hold();
        });
    };

  it('round trip of anything', () => {
    assert(
      property(fields({ acts, script, size }), ({ acts, script, size }) => {
        const signs = script.map(([, sign]) => sign);
        const last = signs.findIndex((sign) => ['|', '#', 'close'].includes(sign));
        // Nothing is sent behind an end.
        pre(last < 0 || !signs.slice(last).some((sign) => ['a', 'b', 'c'].includes(sign)));
        // Who has closed answers the first of the writes that wait, which can't be seen.
        pre(!(signs.includes('stop') && signs.includes('close')));
        const marbles = script.map(([gap, sign]) => `${'-'.repeat(2 * gap + 1)}[${sign}]`).join('');
        const pipeline = pipelineOf(acts, size);
        const trace = recorded(pipeline, marbles, {
          a: 'a',
          b: 'b'.repeat(size),
          c: Buffer.from([255]),
        });
        expect(replayed(trace, pipeline)).toEqual(trace);
      }),
      { numRuns: Number(process.env.RUNS ?? 100) },
    );
  });
});

describe('replay: of a trace', () => {
  const trace: Trace = {
    version: 1,
    events: [
      { at: 3, by: 'peer', type: 'chunk', text: 'hel' },
      { at: 3, by: 'peer', type: 'chunk', text: 'lo\nwor' },
      { at: 4, by: 'peer', type: 'end' },
    ],
  };

  it('runs another pipeline than that of the time', () => {
    runSockets((helpers) => {
      const { connection } = replay(trace, helpers, { halfClosedTimeout: 10 });
      helpers
        .expectObservable(connection.pipe(lines()))
        .toBe('---a#', { a: 'hello' }, TruncatedFrameError);
      helpers.expectEnding(connection).toBe('14ms e', {
        e: { type: 'local', by: 'deadline', bytesRead: 9 },
      });
    });
  });

  it('has no ending to expect of one that is incomplete', () => {
    const ended = recorded(read, '-a-#');
    const missing = { at: 2, read: 1, written: 0 };
    runSockets((helpers) => {
      const replayed = replay({ ...ended, missing }, helpers);
      expect(() => replayed.ending).toThrow(OptionError);
      expect(replay(trace, helpers).ending).toEqual(['', {}]);
    });
  });

  it('plays what is there of an incomplete one, and silence after that', () => {
    runSockets((helpers) => {
      const missing = { at: 4, read: 7, written: 0 };
      const { connection } = replay({ ...trace, missing }, helpers);
      helpers.expectObservable(connection, '^ 1s !').toBe('---(ab)', { a: 'hel', b: 'lo\nwor' });
    });
  });

  it('does not answer an end that was not answered', () => {
    const silent = recorded(
      (peer) => void timer(5).subscribe(() => void peer.close({ within: 50 })),
      '-(lose)',
    );
    expect(silent.ending).toMatchObject({ type: 'local', by: 'deadline', duration: 55 });
    runSockets((helpers) => {
      const { connection, ending } = replay(silent, helpers);
      timer(5).subscribe(() => void connection.close({ within: 50 }));
      helpers.expectEnding(connection).toBe(...ending);
    });
  });

  it('has the answer behind the question, within one ms as well', () => {
    const events: Trace['events'] = [
      { at: 3, by: 'local', type: 'chunk', text: 'question' },
      { at: 3, by: 'peer', type: 'chunk', text: 'answer' },
    ];
    runSockets((helpers) => {
      const { connection } = replay({ version: 1, events }, helpers);
      const seen: string[] = [];
      connection.subscribe((chunk) => seen.push(String(chunk)));
      timer(3).subscribe(() => {
        seen.push('question');
        connection.end('question');
      });
      helpers.flush();
      expect(seen).toEqual(['question', 'answer']);
    });
  });

  it.each<[string, unknown]>([
    ['trace', 'no JSON'],
    ['trace', []],
    ['trace', 'null'],
    ['trace.version', { version: 2, events: [] }],
    ['trace.events', { version: 1 }],
    ['trace.events[0]', { version: 1, events: [3] }],
    ['trace.events[0].at', { version: 1, events: [{ at: 0.5 }] }],
    ['trace.events[1].at', { version: 1, events: [{ at: 2, by: 'peer', type: 'end' }, { at: 1 }] }],
    ['trace.events[0].by', { version: 1, events: [{ at: 1, by: 'me' }] }],
    ['trace.events[0].type', { version: 1, events: [{ at: 1, by: 'local', type: 'stop' }] }],
    [
      'trace.events[0].code',
      { version: 1, events: [{ at: 1, by: 'peer', type: 'reset', code: 1 }] },
    ],
    ['trace.events[0].text', { version: 1, events: [{ at: 1, by: 'peer', type: 'chunk' }] }],
    [
      'trace.events[0].base64',
      { version: 1, events: [{ at: 1, by: 'peer', type: 'chunk', base64: 'ab' }] },
    ],
    [
      'trace.events[0].base64',
      { version: 1, events: [{ at: 1, by: 'peer', type: 'chunk', text: '', base64: '' }] },
    ],
    ['trace.missing.read', { version: 1, events: [], missing: {} }],
    ['trace.missing.at', { version: 1, events: [], missing: { read: 0, written: 0 } }],
    [
      'trace.missing.at',
      {
        version: 1,
        events: [{ at: 3, by: 'peer', type: 'chunk', text: 'x' }],
        missing: { at: 2, read: 1, written: 0 },
      },
    ],
    ['trace.before.read', { version: 1, events: [], before: { read: '0\nexit()', written: 0 } }],
    ['trace.before.written', { version: 1, events: [], before: { read: 0, written: -1 } }],
    ['trace.ending.type', { version: 1, events: [], ending: { type: 5 } }],
    [
      'trace.ending.began',
      { version: 1, events: [], ending: { type: 'end', began: { toString: 'x' } } },
    ],
    [
      'trace.ending.by',
      { version: 1, events: [], ending: { type: 'local', began: 'local', by: "'" } },
    ],
    [
      'trace.ending.bytesRead',
      { version: 1, events: [], ending: { type: 'end', began: 'peer', bytesRead: 'x' } },
    ],
    [
      'trace.events[1].type',
      {
        version: 1,
        events: [
          { at: 1, by: 'peer', type: 'end' },
          { at: 1, by: 'peer', type: 'chunk', text: 'x' },
        ],
      },
    ],
    ['trace.closedAt', { version: 1, events: [], closedAt: -1 }],
    ['trace.ending', { version: 1, events: [], ending: 'end' }],
  ])('names %s when that is wrong: %j', (option, bad) => {
    runSockets((helpers) => {
      expect(() => replay(bad as Trace, helpers)).toThrow(like(OptionError, { option }) as Error);
    });
  });
});
