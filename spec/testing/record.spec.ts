import { once } from 'node:events';
import { config, firstValueFrom, type Observable, tap, timer, toArray } from 'rxjs';
import { type Connection, fromDuplex, lines, OptionError, ResetError } from 'rxjs-sockets';
import {
  record,
  type Recording,
  replay,
  runSockets as run,
  type SocketHelpers,
  type Trace,
  type TraceEvent,
} from 'rxjs-sockets/testing';
import { duplexPair } from '../support/duplexPair';
import { like } from '../support/like';
import { pair } from '../support/pair';
import { record as collect } from '../support/record';
import { tlsPair } from '../support/tlsPair';
import { until } from '../support/until';

const runSockets = (test: (helpers: SocketHelpers) => void): void =>
  run(test, (actual, expected) => expect(actual).toEqual(expected));

const whole = (recording: Recording): Promise<Trace> => firstValueFrom(recording.closed);
const timeless = ({ events }: Trace): unknown[] => events.map(({ at: _, ...event }) => event);
const bytesOf = (event: TraceEvent): Buffer =>
  event.type !== 'chunk'
    ? Buffer.alloc(0)
    : event.text === undefined
      ? Buffer.from(event.base64, 'base64')
      : Buffer.from(event.text);
const sizeOf = ({ events }: Trace, by: TraceEvent['by']): number =>
  events.reduce((sum, event) => sum + (event.by === by ? bytesOf(event).length : 0), 0);
const methods = ['push', '_write', '_writev', '_final'];
const hooks = ({ socket }: Connection): string[] =>
  methods.filter((name) => Object.hasOwn(socket, name));
const listeners = ({ socket }: Connection): number[] =>
  socket.eventNames().map((name) => socket.listenerCount(name));

describe('record: what is seen', () => {
  it('has both directions, the ends and the ending', async () => {
    const { connection, peer } = await pair();
    const recording = record(connection);
    connection
      .pipe(tap({ next: () => connection.write('ho'), complete: () => connection.end() }))
      .subscribe();
    peer.write('hey');
    await once(peer, 'data');
    peer.end(Buffer.from([255, 0]));
    const trace = await whole(recording);
    expect(timeless(trace)).toEqual([
      { by: 'peer', type: 'chunk', text: 'hey' },
      { by: 'local', type: 'chunk', text: 'ho' },
      { by: 'peer', type: 'chunk', base64: '/wA=' },
      { by: 'local', type: 'chunk', text: 'ho' },
      { by: 'peer', type: 'end' },
      { by: 'local', type: 'end' },
    ]);
    const { duration, sinceLastRead, sinceLastWrite, ...facts } = await connection.closed;
    expect(trace.ending).toEqual({
      ...facts,
      duration: Math.floor(duration),
      sinceLastRead: Math.floor(sinceLastRead!),
      sinceLastWrite: Math.floor(sinceLastWrite!),
    });
    expect(trace.closedAt).toBeGreaterThanOrEqual(trace.events.at(-1)!.at);
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  });

  it('can be had before the end, and is not changed after that', async () => {
    const { connection, peer } = await pair();
    const recording = record(connection);
    connection.subscribe();
    peer.write('a');
    await until(() => connection.bytesRead === 1);
    const early = recording.trace;
    expect(timeless(early)).toEqual([{ by: 'peer', type: 'chunk', text: 'a' }]);
    expect(early).not.toHaveProperty('ending');
    connection.reset('enough');
    const trace = await whole(recording);
    expect(early.events).toHaveLength(1);
    expect(timeless(trace).at(-1)).toEqual({ by: 'local', type: 'reset' });
    expect(trace.ending).toMatchObject({ type: 'local', by: 'reset' });
    expect(await whole(recording)).toEqual(trace);
  });

  it('has a reset, with the bytes that came before it and that nobody read', async () => {
    const { connection, peer } = await pair({ highWaterMark: 1 });
    const recording = record(connection);
    peer.write(Buffer.alloc(300_000));
    await until(() => peer.writableLength === 0);
    peer.resetAndDestroy();
    const trace = await whole(recording);
    expect(trace.events.at(-1)).toMatchObject({ by: 'peer', type: 'reset', code: 'ECONNRESET' });
    expect(trace.ending).toMatchObject({ type: 'reset', cause: { name: 'ResetError' } });
    expect(sizeOf(trace, 'peer')).toBe(trace.ending?.bytesRead);
    expect(trace.ending?.bytesRead).toBeGreaterThan(0);
  });

  it('closes with what closed it, though Node tells of it later', async () => {
    for (let i = 0; i < 30; i++) {
      const { connection, peer } = await pair();
      const recording = record(connection);
      connection.subscribe({ error: () => undefined });
      peer.write('x');
      await until(() => connection.bytesRead === 1);
      if (i % 2 === 0) peer.resetAndDestroy();
      else {
        peer.end();
        connection.end();
      }
      const trace = await whole(recording);
      const { closedAt } = trace;
      expect(trace.events.at(-1)?.at).toBe(closedAt);
      runSockets((helpers) => {
        const { connection: again, ending } = replay(trace, helpers);
        const end = (): void => again.end();
        const ended = trace.events.find(({ by, type }) => by === 'local' && type === 'end');
        again.subscribe({ error: () => undefined });
        if (ended) timer(ended.at).subscribe(end);
        helpers.expectEnding(again).toBe(...ending);
      });
    }
  });

  it('has when the peer takes no more, and when it does again', async () => {
    const { connection, peer } = await pair();
    const recording = record(connection, { limit: 0 });
    connection.subscribe();
    peer.pause();
    connection.write('first');
    await until(() => timeless(recording.trace).length === 1);
    for (let i = 0; i < 8; i++) connection.write(Buffer.alloc(1_000_000));
    await until(() => connection.writableLength > 0);
    peer.resume();
    await firstValueFrom(connection.drained);
    const kinds = recording.trace.events.map(({ type }) => type);
    expect(kinds[kinds.indexOf('stop') + 1]).toBe('chunk');
    expect(kinds.at(-1)).toBe('drain');
    connection.reset();
    expect(sizeOf(await whole(recording), 'local')).toBe(8_000_005);
  });

  it.each(['TLS', 'a stream'])('works with %s, each write once', async (kind) => {
    const [near, far] = duplexPair();
    const { connection, peer } =
      kind === 'TLS' ? await tlsPair() : { connection: fromDuplex(near, 'near'), peer: far };
    const recording = record(connection);
    connection.subscribe({ complete: () => connection.end() });
    connection.write(['a', 'b']);
    connection.write('c');
    peer.resume().end('d');
    const trace = await whole(recording);
    const sent = trace.events.filter(({ by }) => by === 'local').map(bytesOf);
    expect(Buffer.concat(sent).toString()).toBe('abc');
    expect(sizeOf(trace, 'peer')).toBe(1);
    expect(trace.ending).toMatchObject({ type: 'end' });
  });

  it('counts what came before it', async () => {
    const { connection, peer } = await pair();
    connection.write('early');
    peer.write('too');
    await until(() => connection.bytesRead === 3);
    const recording = record(connection);
    connection.reset();
    expect(await whole(recording)).toMatchObject({ before: { read: 3, written: 5 } });
  });
});

describe('record: what is kept', () => {
  it('keeps so many bytes, and counts the rest', async () => {
    const { connection, peer } = await pair();
    const recording = record(connection, { limit: 1_000 });
    connection.pipe(tap((chunk) => connection.write(chunk))).subscribe({
      complete: () => connection.end(),
    });
    peer.resume();
    for (let i = 0; i < 200; i++) peer.write(Buffer.alloc(10));
    await until(() => connection.bytesRead === 2_000);
    peer.end();
    const trace = await whole(recording);
    expect(trace.events.length).toBeLessThan(12);
    expect(sizeOf(trace, 'peer') + trace.missing!.read).toBe(2_000);
    expect(sizeOf(trace, 'local') + trace.missing!.written).toBe(2_000);
    expect(timeless(trace).slice(-2)).toEqual([
      { by: 'peer', type: 'end' },
      { by: 'local', type: 'end' },
    ]);
  });

  it('keeps no bytes that are to be hidden, and leaves those of the connection', async () => {
    const seen: string[] = [];
    const options = [
      { redact: true },
      { redact: (bytes: Buffer, by: string) => Buffer.from(`${by}${bytes.length}`) },
      { redact: (bytes: Buffer) => bytes.fill('y') },
      {
        redact: (): Buffer => {
          throw new Error('Ill');
        },
      },
    ];
    for (const option of options) {
      const { connection, peer } = await pair();
      const recording = record(connection, option);
      const got = collect(connection);
      connection.end('pass');
      peer.end('word!');
      expect(await got.over).toBe('complete');
      expect(got.text).toBe('word!');
      const trace = await whole(recording);
      seen.push(trace.events.map((event) => String(bytesOf(event))).join(''));
    }
    expect(seen).toEqual(['xxxxxxxxx', 'local4peer5', 'yyyyyyyyy', 'xxxxxxxxx']);
  });

  it('refuses bad options', async () => {
    const { connection } = await pair();
    expect(() => record(connection, { limit: -1 })).toThrow(OptionError);
    expect(() => record(connection, { redact: 'x' as unknown as boolean })).toThrow(
      like(OptionError, { option: 'redact' }) as Error,
    );
    expect(hooks(connection)).toEqual([]);
    connection.reset();
  });
});

describe('record: it does not disturb', () => {
  it('reads no more than without it, and nothing is lost', async () => {
    const read: number[] = [];
    for (const isRecorded of [false, true]) {
      const { connection, peer } = await pair({ highWaterMark: 1_000 });
      const before = listeners(connection);
      if (isRecorded) record(connection);
      expect(listeners(connection)).toEqual(before);
      const sent = Buffer.alloc(20_000_000, 'abcdefg');
      peer.end(sent);
      await until(() => connection.peerState === 'unknown');
      await new Promise((done) => setTimeout(done, 100));
      expect(connection.observed || connection.held).toBe(false);
      expect(connection.socket.isPaused()).toBe(true);
      expect(peer.writableLength).toBeGreaterThan(0);
      read.push(connection.bytesRead);
      const got = await firstValueFrom(connection.pipe(toArray()));
      expect(Buffer.concat(got).equals(sent)).toBe(true);
      connection.end();
      await connection.closed;
    }
    // Three reads at most, one of them in Node's own buffer.
    expect(Math.max(...read)).toBeLessThanOrEqual(3 * 65_536);
  });

  it('leaves who is abandoned to the deadline', async () => {
    const { connection } = await pair({ abandonedTimeout: 50 });
    const trace = await whole(record(connection));
    expect(trace.ending).toMatchObject({
      type: 'local',
      by: 'deadline',
      cause: { name: 'DeadlineError', code: 'ERR_DEADLINE' },
    });
    expect(timeless(trace)).toEqual([{ by: 'local', type: 'reset' }]);
  });

  it('leaves what nobody hears of unhandled', async () => {
    const { connection, peer } = await pair();
    const reported = new Promise((resolve) => (config.onUnhandledError = resolve));
    const recording = record(connection);
    recording.closed.subscribe();
    connection.subscribe(() => {
      throw new Error('Mine');
    });
    peer.write('a');
    expect(await reported).toEqual(new Error('Mine'));
    config.onUnhandledError = null;
    expect((await whole(recording)).ending).toMatchObject({ type: 'failed' });
  });

  it('leaves nothing behind, in any order', async () => {
    const { connection, peer } = await pair();
    const [one, other] = [record(connection), record(connection)];
    expect(hooks(connection)).toEqual(methods);
    one.stop();
    connection.subscribe();
    peer.write('a');
    await until(() => connection.bytesRead === 1);
    expect(one.trace.events).toEqual([]);
    expect(other.trace.events).toHaveLength(1);
    expect(await whole(one)).toEqual(one.trace);
    connection.reset();
    await whole(other);
    const last = await pair();
    record(last.connection).stop();
    expect(hooks(last.connection)).toEqual([]);
    last.connection.reset();
  });

  it('does nothing to a connection that has closed', async () => {
    const { connection } = await pair();
    connection.reset();
    await connection.closed;
    const trace = await whole(record(connection));
    expect(trace).toMatchObject({ events: [{ type: 'reset' }], ending: { type: 'local' } });
    expect(hooks(connection)).toEqual([]);
  });
});

describe('record: an incident', () => {
  it('is replayed: a reset in mid-frame', async () => {
    const { connection, peer } = await pair();
    const recording = record(connection);
    const answer = (from: Connection): Observable<string> =>
      from.pipe(
        lines(),
        tap((line) => from.write(`${line}!\n`)),
      );
    const live: string[] = [];
    const failure = new Promise((resolve) =>
      answer(connection).subscribe({ next: (line) => live.push(line), error: resolve }),
    );
    peer.write('hello\nwor');
    await once(peer, 'data');
    peer.write('ld\ncut sho');
    await once(peer, 'data');
    peer.resetAndDestroy();
    expect(await failure).toBeInstanceOf(ResetError);
    const json = JSON.stringify(await whole(recording));

    const played: string[] = [];
    let error: unknown;
    runSockets((helpers) => {
      const { connection: again, ending, written } = replay(json, helpers);
      answer(again).subscribe({
        next: (line) => played.push(line),
        error: (e: unknown) => (error = e),
      });
      helpers.expectWritten(again).toBe(...written);
      const { type, began, bytesRead, bytesWritten, cause } = ending[1].e!;
      const expected = { type, began, bytesRead, bytesWritten, cause };
      helpers.expectEnding(again).toBe(ending[0], { e: expected });
      expect([type, bytesRead, bytesWritten]).toEqual(['reset', 19, 14]);
    });
    expect(played).toEqual(live);
    expect(live).toEqual(['hello', 'world']);
    expect(error).toBeInstanceOf(ResetError);
  });
});
