import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex, type DuplexOptions } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { firstValueFrom, lastValueFrom, of } from 'rxjs';
import {
  ConnectionError,
  fromDuplex,
  lines,
  OptionError,
  pacedMap,
  ResetError,
  sendAll,
  serveEach,
  SlowConsumerError,
  type UnsentError,
} from 'rxjs-sockets';
import { duplexPair } from '../support/duplexPair';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { record } from '../support/record';
import { until } from '../support/until';

const MIB = 2 ** 20;

const stream = (options: DuplexOptions = {}): Duplex =>
  new Duplex({ read() {}, write: (_chunk, _encoding, done) => done(), ...options });

describe('fromDuplex', () => {
  it('reads and writes a stream, and closes when both sides have ended', async () => {
    const [ours, theirs] = duplexPair();
    const connection = fromDuplex(ours, 'a stream');
    const seen = record(connection);
    let received = '';
    theirs.on('data', (chunk: Buffer) => (received += String(chunk)));
    theirs.write('hello, ');
    theirs.end('world');
    expect(await seen.over).toBe('complete');
    expect(seen.text).toBe('hello, world');
    connection.write(['good', Buffer.from('bye')]);
    connection.end();
    await once(theirs, 'end');
    expect(received).toBe('goodbye');
    expect(await connection.closed).toMatchObject({
      type: 'end',
      bytesRead: 12,
      bytesWritten: 7,
      verified: false,
    });
    expect([String(connection), ours.destroyed]).toEqual(['a stream', true]);
  });

  it('runs a child process', async () => {
    const child = spawn('tr', ['a-z', 'A-Z']);
    const { stdin, stdout } = child;
    const connection = fromDuplex({ readable: stdout, writable: stdin }, 'tr');
    const outcome = firstValueFrom(
      of(connection).pipe(
        serveEach((tr) =>
          tr.pipe(
            lines(),
            pacedMap(tr, (line) => heard(line)),
          ),
        ),
      ),
    );
    const said: string[] = [];
    const heard = async (line: string): Promise<void> =>
      void said.push(await Promise.resolve(line));
    connection.end('hello\nworld\n');
    expect(await outcome).toMatchObject({ pipeline: 'completed', ending: { type: 'local' } });
    expect(said).toEqual(['HELLO', 'WORLD']);
  });

  it('lets the stream wait while it is held, and gets all of it', async () => {
    const [ours, theirs] = duplexPair();
    const connection = fromDuplex(ours, 'a stream');
    const received: Buffer[] = [];
    connection.subscribe((chunk) => received.push(chunk));
    const hold = connection.hold();
    const size = 65_536;
    for (let at = 0; at < pattern.length; at += size) theirs.write(pattern.subarray(at, at + size));
    theirs.end();
    await until(() => connection.readableLength >= 65_536);
    expect(connection.readableLength).toBeLessThan(MIB);
    hold.unsubscribe();
    await until(() => connection.readableEnded);
    expect(Buffer.concat(received).equals(pattern)).toBe(true);
    connection.end();
    theirs.resume();
    await connection.closed;
  });

  it('waits for who takes nothing, and gives them up when too much waits', async () => {
    const [ours, theirs] = duplexPair();
    const connection = fromDuplex(ours, 'a stream', { writeBuffer: { soft: MIB, hard: 2 * MIB } });
    const block = pattern.subarray(0, MIB);
    expect(connection.write(block)).toBe(false);
    connection.write(block);
    expect([connection.backedUp, connection.bytesWritten]).toEqual([true, 2 * MIB]);
    theirs.resume();
    await firstValueFrom(connection.drained);
    expect([connection.backedUp, connection.writableLength]).toEqual([false, 0]);
    theirs.pause();
    const seen = record(connection);
    for (let i = 0; i < 8 && seen.last === undefined; i++) connection.write(block);
    expect(await seen.over).toBeInstanceOf(SlowConsumerError);
    expect(await connection.closed).toMatchObject({ type: 'failed', cause: seen.last });
    expect(ours.destroyed).toBe(true);
  });

  it('errs with the stream', async () => {
    const [ours] = duplexPair();
    const connection = fromDuplex(ours, 'a stream');
    const seen = record(connection);
    const cause = new Error('boom');
    ours.destroy(cause);
    expect(await seen.over).toMatchObject({ name: 'ConnectionError', cause });
    expect(await connection.closed).toMatchObject({ type: 'failed', cause: seen.last });
  });

  it('completes behind what was held when the stream has closed after its end', async () => {
    const [ours, theirs] = duplexPair();
    const connection = fromDuplex(ours, 'a stream');
    const seen = record(connection);
    const hold = connection.hold();
    theirs.end('some bytes');
    await once(ours, 'end');
    ours.destroy();
    await once(ours, 'close');
    hold.unsubscribe();
    expect(await seen.over).toBe('complete');
    expect(seen.text).toBe('some bytes');
    expect(await connection.closed).toMatchObject({ type: 'reset' });
  });

  it.each([new Error('boom'), undefined])(
    'gives all that a stream had before it is destroyed with %p',
    async (error) => {
      const duplex = stream();
      const connection = fromDuplex(duplex, 'a stream');
      const seen = record(connection);
      const hold = connection.hold();
      for (let at = 0; at < 5; at++) duplex.push(Buffer.alloc(40_000, at));
      await until(() => connection.readableLength >= 65_536);
      duplex.destroy(error);
      hold.unsubscribe();
      expect(await seen.over).toBeInstanceOf(ConnectionError);
      expect(seen.text.length).toBe(200_000);
    },
  );

  it.each([new Error('boom'), undefined])(
    'gives it once, also of one destroyed with %p just before',
    async (error) => {
      const duplex = stream();
      duplex.on('error', () => undefined).push('some bytes');
      // Before anybody is told.
      await Promise.resolve();
      duplex.destroy(error);
      const seen = record(fromDuplex(duplex, 'a stream'));
      expect(await seen.over).toBeInstanceOf(ConnectionError);
      expect(seen.text).toBe('some bytes');
    },
  );

  it('warns of nothing, however many wait for its end or keep it', async () => {
    const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const [ours, theirs] = duplexPair();
    const connection = fromDuplex(ours, 'a stream');
    connection.write(pattern);
    connection.end();
    const drained = Array.from({ length: 20 }, () =>
      firstValueFrom(connection.drained, { defaultValue: undefined }),
    );
    for (let i = 0; i < 20; i++) connection.unref().ref();
    theirs.resume();
    await Promise.all(drained);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
    connection.reset();
    await connection.closed;
  });

  it.each(['before', 'after'])(
    'is reset by a stream that closes without an end, %s',
    async (when) => {
      const [ours, theirs] = duplexPair();
      if (when === 'before') ours.destroy();
      const connection = fromDuplex(ours, 'a stream');
      const seen = record(connection);
      if (when === 'after') {
        theirs.write('a part');
        await until(() => seen.text !== '');
        ours.destroy();
      }
      expect(await seen.over).toBeInstanceOf(ResetError);
      expect(await connection.closed).toMatchObject({ type: 'reset' });
      expect(seen).toMatchObject({ text: when === 'after' ? 'a part' : '', lasts: 1 });
    },
  );

  it.each(['open', 'ended'])('destroys the stream with a reset, when it is %s', async (state) => {
    const [ours] = duplexPair();
    const connection = fromDuplex(ours, 'a stream');
    const seen = record(connection);
    if (state === 'ended') connection.end(Buffer.alloc(MIB));
    connection.reset();
    expect(await seen.over).toBeInstanceOf(ConnectionError);
    expect(await connection.closed).toMatchObject({ type: 'local', by: 'reset' });
    expect(ours.destroyed).toBe(true);
  });

  it('takes text of a stream that decodes as the bytes that it was', async () => {
    const [ours, theirs] = duplexPair();
    const connection = fromDuplex(ours.setEncoding('utf8'), 'a stream');
    const chunk = firstValueFrom(connection);
    theirs.write('grüße');
    expect(await chunk).toEqual(Buffer.from('grüße'));
    connection.reset();
    await connection.closed;
  });

  it('gives a stream that has ended before its end', async () => {
    const [ours, theirs] = duplexPair();
    theirs.end();
    ours.resume();
    await once(ours, 'end');
    const connection = fromDuplex(ours, 'a stream');
    expect(await record(connection).over).toBe('complete');
    connection.reset();
    await connection.closed;
  });

  it('refuses an option before it touches the stream: its errors would end the process', () => {
    const duplex = stream();
    const events = duplex.eventNames();
    expect(() => fromDuplex(duplex, 'a stream', { maxHold: -1 })).toThrow(OptionError);
    expect(duplex.eventNames()).toEqual(events);
  });

  it('tells all that was not sent, of text as well', async () => {
    const duplex = stream({ write() {} });
    const connection = fromDuplex(duplex, 'a stream');
    const outputs = ['日', '本', '語'].map((letter) => letter.repeat(1000));
    const over = lastValueFrom(sendAll(connection, outputs)).catch((error: unknown) => error);
    await setImmediate();
    expect(connection.writableLength).toBe(9000);
    duplex.destroy(new Error('boom'));
    expect(((await over) as UnsentError).unsent).toEqual(outputs);
  });

  it('writes nothing to the stream that nobody wrote', async () => {
    const sizes: number[] = [];
    const duplex = stream({
      write(chunk: Buffer, _, done) {
        sizes.push(chunk.length);
        process.nextTick(done);
      },
    });
    const connection = fromDuplex(duplex, 'a stream');
    await lastValueFrom(sendAll(connection, ['abc']), { defaultValue: undefined });
    expect(sizes).toEqual([3]);
    connection.reset();
  });

  it('ends with a stream that ends our side with its own', async () => {
    const duplex = stream({ allowHalfOpen: false });
    const connection = fromDuplex(duplex, 'a stream');
    const seen = record(connection);
    duplex.push('abc');
    duplex.push(null);
    expect(await seen.over).toBe('complete');
    expect(await connection.closed).toMatchObject({ type: 'end', verified: false });
  });

  it('takes a socket as it is, under its name', async () => {
    const { connection: accepted, peer } = await pair();
    const connection = fromDuplex(peer, 'a socket');
    expect([connection.socket, String(connection)]).toEqual([peer, 'a socket']);
    expect(connection.remotePort).toBe(accepted.localPort);
    connection.end();
    accepted.end();
    expect(await connection.closed).toMatchObject({ verified: true });
  });

  it.each([null, undefined, 'a stream', {}])('refuses %p', (value) => {
    expect(() => fromDuplex(value as never, 'a stream')).toThrow(
      expect.objectContaining({ name: OptionError.name, option: 'duplex', value }) as Error,
    );
  });
});
