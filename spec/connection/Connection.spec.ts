import { once } from 'node:events';
import { connect as dial, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { config, finalize, firstValueFrom, lastValueFrom, map, take, tap, toArray } from 'rxjs';
import {
  Connection,
  ConnectionError,
  DeadlineError,
  OptionError,
  ResetError,
  SlowConsumerError,
  WriteAfterEndError,
} from 'rxjs-sockets';
import { ManualTime } from '../support/ManualTime';
import { pair } from '../support/pair';
import { portOf } from '../support/portOf';
import { record } from '../support/record';
import { until } from '../support/until';

const MIB = 1_048_576;

describe('Connection', () => {
  describe('as a stream', () => {
    it('emits what the peer sends and completes when the peer ends its side', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      peer.write('one ');
      peer.end('two');
      expect(await seen.over).toBe('complete');
      expect(seen.text).toBe('one two');
      connection.end();
      expect(await connection.closed).toMatchObject({
        type: 'end',
        began: 'peer',
        bytesRead: 7,
        bytesWritten: 0,
        sinceLastRead: expect.any(Number) as number,
        sinceLastWrite: undefined,
        verified: true,
      });
    });

    it('errors with a ResetError when the peer resets, behind the bytes that came before', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      peer.write('half a fr');
      peer.resetAndDestroy();
      expect(await seen.over).toBeInstanceOf(ResetError);
      expect(seen.last).toMatchObject({ code: 'ERR_RESET', cause: { code: 'ECONNRESET' } });
      expect(seen.text).toBe('half a fr');
      expect(await connection.closed).toMatchObject({
        type: 'reset',
        began: 'peer',
        cause: seen.last,
        verified: true,
      });
    });

    it('gives all subscribers of a turn the same chunks', async () => {
      const { connection, peer } = await pair();
      peer.end('hello');
      await until(() => connection.readableLength === 5);
      const seen = [record(connection), record(connection), record(connection)];
      await Promise.all(seen.map(({ over }) => over));
      expect(seen.map(({ text, last }) => [text, last])).toEqual(
        Array(3).fill(['hello', 'complete']),
      );
      connection.end();
    });

    it('keeps what comes between two subscriptions for the second', async () => {
      const { connection, peer } = await pair();
      peer.write('one');
      expect(String(await firstValueFrom(connection))).toBe('one');
      expect(connection.observed).toBe(false);
      peer.write('two');
      await until(() => connection.readableLength === 3);
      peer.end('three');
      const seen = record(connection);
      expect(await seen.over).toBe('complete');
      expect(seen.text).toBe('twothree');
      connection.end();
    });

    it('tells the bytes and the last event to who subscribes after the close', async () => {
      const { connection, peer } = await pair();
      peer.write('too late');
      await until(() => connection.readableLength === 8);
      peer.resetAndDestroy();
      await connection.closed;
      expect(connection.readableEnded).toBe(false);
      const seen = record(connection);
      expect(await seen.over).toBeInstanceOf(ResetError);
      expect(seen.text).toBe('too late');
      expect(connection.readableEnded).toBe(true);
      const after = record(connection);
      expect(after).toMatchObject({ text: '', last: seen.last, lasts: 1 });
    });

    it('delivers nothing inside the call of subscribe', async () => {
      const { connection, peer } = await pair();
      peer.end('waiting');
      await until(() => connection.readableLength === 7);
      const seen = record(connection);
      expect(seen.text).toBe('');
      await seen.over;
      connection.end();
    });

    it('lets a subscriber leave in the middle of a chunk, and the others go on', async () => {
      const { connection, peer } = await pair();
      const first: string[] = [];
      const leaving = connection.subscribe((chunk) => {
        first.push(String(chunk));
        leaving.unsubscribe();
      });
      const seen = record(connection);
      peer.write('one');
      await until(() => seen.text === 'one');
      peer.end('two');
      await seen.over;
      expect(first).toEqual(['one']);
      expect(seen.text).toBe('onetwo');
      connection.end();
    });

    it('knows the end behind bytes that nobody has read', async () => {
      const { connection, peer } = await pair();
      const { peerEnded } = connection;
      peer.end('unread');
      expect(await peerEnded).toBe(true);
      expect(connection).toMatchObject({ observed: false, readableLength: 6, peerEnded });
      const seen = record(connection);
      await seen.over;
      expect(seen.text).toBe('unread');
      connection.end();
      await connection.closed;
      expect(await connection.peerEnded).toBe(true);
    });

    it('knows that no end comes after a reset', async () => {
      const { connection, peer } = await pair();
      const { peerEnded } = connection;
      peer.resetAndDestroy();
      expect(await peerEnded).toBe(false);
      const other = await pair();
      other.connection.reset();
      await other.connection.closed;
      expect(await other.connection.peerEnded).toBe(false);
    });

    it('reads ahead a bounded amount while nobody is subscribed', async () => {
      const { connection, peer } = await pair();
      peer.write(Buffer.alloc(16 * MIB));
      await until(() => connection.readableLength >= 65_536);
      const before = connection.bytesRead;
      // Twenty turns in which it could read on if it wanted to.
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect(connection.bytesRead).toBe(before);
      expect(connection.readableLength).toBeLessThanOrEqual(3 * 65_536);
      connection.reset();
      await connection.closed;
    });
  });

  describe('hold', () => {
    it('stops delivery until the last hold is released', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      const holds = [connection.hold(), connection.hold()];
      expect(connection.held).toBe(true);
      peer.write('held');
      await until(() => connection.readableLength === 4);
      holds[0]!.unsubscribe();
      holds[0]!.unsubscribe();
      await new Promise(setImmediate);
      expect(seen.text).toBe('');
      holds[1]!.unsubscribe();
      expect(connection.held).toBe(false);
      await until(() => seen.text === 'held');
      peer.end();
      await seen.over;
      connection.end();
    });

    it('taken in next holds back the next chunk', async () => {
      const { connection, peer } = await pair();
      const seen: string[] = [];
      let hold = connection.hold();
      hold.unsubscribe();
      const over = new Promise((complete) => {
        connection.subscribe({
          next: (chunk) => {
            seen.push(String(chunk));
            hold = connection.hold();
          },
          complete: () => complete(undefined),
        });
      });
      peer.write('one');
      await until(() => seen.length === 1);
      peer.end('two');
      await until(() => connection.readableLength === 3);
      expect(seen).toEqual(['one']);
      hold.unsubscribe();
      await until(() => seen.length === 2);
      hold.unsubscribe();
      await over;
      connection.end();
    });

    it('makes the peer wait', async () => {
      const { connection, peer } = await pair();
      record(connection);
      const hold = connection.hold();
      peer.write(Buffer.alloc(16 * MIB));
      await until(() => connection.readableLength >= 65_536);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect(connection.readableLength).toBeLessThanOrEqual(3 * 65_536);
      expect(peer.writableLength).toBeGreaterThan(0);
      hold.unsubscribe();
      await until(() => connection.bytesRead === 16 * MIB);
      connection.reset();
    });

    it('is released by an error, behind the bytes that came before', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      connection.hold();
      peer.write('before');
      await until(() => connection.readableLength === 6);
      peer.resetAndDestroy();
      expect(await seen.over).toBeInstanceOf(ResetError);
      expect(seen.text).toBe('before');
      expect(connection.held).toBe(false);
      expect(connection.hold().closed).toBe(true);
    });

    it('is released by the close', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      connection.hold();
      connection.end();
      peer.end('bye');
      await connection.closed;
      expect(connection.held).toBe(false);
      expect(await seen.over).toBe('complete');
      expect(seen.text).toBe('bye');
    });
  });

  describe('writing', () => {
    it('sends bytes and strings, and ends behind them', async () => {
      const { connection, peer } = await pair();
      const received: Buffer[] = [];
      peer.on('data', (chunk: Buffer) => received.push(chunk));
      expect(connection.write('é ')).toBe(true);
      connection.write(Uint8Array.of(98, 99));
      connection.end('!');
      await once(peer, 'end');
      expect(String(Buffer.concat(received))).toBe('é bc!');
      expect(connection.bytesWritten).toBe(6);
      peer.end();
      expect(await connection.closed).toMatchObject({
        type: 'local',
        by: 'end',
        began: 'local',
        sinceLastWrite: expect.any(Number) as number,
      });
    });

    it('sends parts as one, so that the second need not wait until the peer has confirmed the first', async () => {
      const { connection, peer } = await pair();
      const received: string[] = [];
      peer.on('data', (chunk: Buffer) => received.push(String(chunk)));
      expect(connection.write(['he', Buffer.from('ad'), ' body'])).toBe(true);
      await until(() => received.length > 0);
      expect(received).toEqual(['head body']);
      connection.end([]);
      await once(peer, 'end');
    });

    it('sends parts as one also when one of them fills the queue', async () => {
      const { connection, peer } = await pair();
      expect(connection.write([Buffer.alloc(100_000), 'tail'])).toBe(false);
      // The kernel has taken all of it at once.
      expect(connection.writableLength).toBe(0);
      peer.destroy();
    });

    it('sends nothing of what has a part that can not be sent', async () => {
      const { connection, peer } = await pair();
      const received = text(peer);
      const parts: unknown[] = ['a', 1, 'b'];
      expect(() => connection.write(parts as string[])).toThrow(/must be of type/);
      connection.end('c');
      expect(await received).toBe('c');
    });

    it('goes on after the peer has ended its side', async () => {
      const { connection, peer } = await pair();
      const received: Buffer[] = [];
      peer.on('data', (chunk: Buffer) => received.push(chunk));
      connection.pipe(toArray()).subscribe((chunks) => {
        connection.end(`got ${chunks.length}`);
      });
      peer.end('x');
      await once(peer, 'end');
      expect(String(Buffer.concat(received))).toBe('got 1');
      expect(await connection.closed).toMatchObject({ type: 'end', began: 'peer' });
    });

    it('after the end fails the connection with a typed error, and never throws', async () => {
      const { connection, peer } = await pair();
      peer.write('before');
      await until(() => connection.readableLength === 6);
      const seen = record(connection);
      connection.end();
      expect(connection.write('after')).toBe(false);
      expect(await seen.over).toBeInstanceOf(WriteAfterEndError);
      expect(seen.text).toBe('before');
      expect(await connection.closed).toMatchObject({ type: 'failed', cause: seen.last });
      expect(connection.write('later still')).toBe(false);
      connection.end('and this');
      expect(seen.lasts).toBe(1);
    });

    it('to a peer that is gone does no harm', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      peer.resetAndDestroy();
      await seen.over;
      expect(connection.write('x')).toBe(false);
      connection.end('x');
      connection.reset();
      await connection.close();
      expect(await connection.closed).toMatchObject({ type: 'reset' });
    });

    it('to a peer that closed is answered with a reset, and the stream has completed before', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      peer.destroy();
      expect(await seen.over).toBe('complete');
      connection.write('into the void');
      expect(await connection.closed).toMatchObject({
        type: 'reset',
        began: 'peer',
        cause: { code: 'ERR_RESET' },
      });
      expect(seen).toMatchObject({ last: 'complete', lasts: 1 });
    });

    it('says when to wait, and drained when to go on', async () => {
      const { connection, peer } = await pair();
      await firstValueFrom(connection.drained);
      let goOn = true;
      while (goOn) goOn = connection.write(Buffer.alloc(MIB));
      const drained = Promise.all(
        Array.from({ length: 20 }, () => firstValueFrom(connection.drained.pipe(map(() => 'yes')))),
      );
      expect(connection.writableLength).toBeGreaterThan(0);
      peer.resume();
      expect(await drained).toEqual(Array(20).fill('yes'));
      connection.reset();
    });

    it.each(['write more', 'end'])('drained tells those who wait when others %s', async (what) => {
      const { connection, peer } = await pair();
      while (connection.write(Buffer.alloc(MIB)));
      const drained = firstValueFrom(connection.drained.pipe(map(() => 'yes')));
      if (what === 'end') connection.end();
      else connection.write('more');
      peer.resume();
      expect(await drained).toBe('yes');
      connection.reset();
    });

    it('drained errors when the connection closes first', async () => {
      const { connection, peer } = await pair();
      while (connection.write(Buffer.alloc(MIB)));
      const drained = firstValueFrom(connection.drained);
      peer.resetAndDestroy();
      await expect(drained).rejects.toBeInstanceOf(ConnectionError);
      await connection.closed;
      await expect(firstValueFrom(connection.drained)).rejects.toBeInstanceOf(ConnectionError);
    });

    it('drained errors behind a reset that has yet to wait for our end', async () => {
      const { connection } = await pair();
      connection.end();
      connection.reset();
      await expect(firstValueFrom(connection.drained)).rejects.toBeInstanceOf(ConnectionError);
    });

    it.each([true, false])('drained waits for what waits, ended: %p', async (isEnded) => {
      // So that write says true to all of it.
      const { connection, peer } = await pair({ highWaterMark: 64 * MIB });
      const size = 16 * MIB;
      expect(connection.write(Buffer.alloc(size))).toBe(true);
      if (isEnded) connection.end();
      let isDrained = false;
      const drained = firstValueFrom(connection.drained).then(() => (isDrained = true));
      await firstValueFrom(connection.unacknowledged());
      expect([isDrained, connection.writableLength > 0]).toEqual([false, true]);
      peer.resume();
      await drained;
      expect([connection.writableLength, connection.socket.bytesWritten]).toEqual([0, size]);
      connection.reset();
    });

    it('drained errors when the connection closes first, also when write had said true', async () => {
      const { connection, peer } = await pair({ highWaterMark: 64 * MIB });
      connection.write(Buffer.alloc(16 * MIB));
      const drained = firstValueFrom(connection.drained);
      peer.resetAndDestroy();
      await expect(drained).rejects.toBeInstanceOf(ConnectionError);
    });

    it.each([
      ['reset', ResetError],
      ['end', ConnectionError],
    ])('gone errors when the connection has closed by a %s, now or before', async (how, type) => {
      const { connection, peer } = await pair();
      const error = lastValueFrom(connection.gone).catch((reason: unknown) => reason);
      if (how === 'reset') peer.resetAndDestroy();
      else peer.resume().end();
      connection.end();
      expect(await error).toBeInstanceOf(type);
      await expect(lastValueFrom(connection.gone)).rejects.toBe(await error);
      expect((await error) instanceof ResetError).toBe(how === 'reset');
    });

    it('is backed up while more waits than writeBuffer.soft', async () => {
      const { connection, peer } = await pair({ writeBuffer: { soft: 4 * MIB } });
      expect(connection.backedUp).toBe(false);
      connection.write(Buffer.alloc(16 * MIB));
      expect(connection.backedUp).toBe(true);
      peer.resume();
      await until(() => !connection.backedUp);
      expect(connection.writableLength).toBeLessThanOrEqual(4 * MIB);
      connection.reset();
    });

    it('more than writeBuffer.hard resets the slow consumer', async () => {
      const { connection, peer } = await pair({ writeBuffer: { hard: 4 * MIB } });
      const seen = record(connection);
      for (let i = 0; i < 64 && seen.last === undefined; i++) {
        connection.write(Buffer.alloc(MIB));
        await new Promise(setImmediate);
      }
      expect(await seen.over).toBeInstanceOf(SlowConsumerError);
      expect(connection.bytesWritten).toBeLessThan(64 * MIB);
      expect(await connection.closed).toMatchObject({ type: 'failed', cause: seen.last });
      peer.destroy();
    });

    it('one write may be larger than writeBuffer.hard, and more behind it only when enough of it is taken', async () => {
      const writeBuffer = { hard: 4 * MIB };
      const { connection, peer } = await pair({ writeBuffer });
      connection.write(Buffer.alloc(64 * MIB));
      peer.resume();
      await until(() => connection.writableLength < writeBuffer.hard - 1);
      connection.write('x');
      await firstValueFrom(connection.drained);
      peer.pause();
      connection.write(Buffer.alloc(64 * MIB));
      connection.write('x');
      const { type, ...rest } = await connection.closed;
      expect(type).toBe('failed');
      expect(rest).toMatchObject({ cause: { code: 'ERR_SLOW_CONSUMER' } });
      peer.destroy();
    });
  });

  describe('ending', () => {
    it('reset gives its cause to the subscribers and to closed', async () => {
      const { connection, peer } = await pair();
      const failed = once(peer, 'error');
      const seen = record(connection);
      const cause = new Error('had enough');
      connection.reset(cause);
      connection.reset(new Error('again'));
      expect(await seen.over).toBeInstanceOf(ResetError);
      expect(seen.last).toMatchObject({ cause });
      expect(await connection.closed).toMatchObject({
        type: 'local',
        by: 'reset',
        began: 'local',
        cause,
      });
      expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
    });

    it.each(['reset', 'destroy'] as const)(
      '%s of ours loses nothing that was read',
      async (how) => {
        const { connection, peer } = await pair();
        peer.write(Buffer.alloc(4 * MIB, 'abcdefghijk'));
        // The read-ahead is full, and so is Node's own buffer behind it.
        await until(() => connection.readableLength >= 2 * 65_536);
        if (how === 'reset') connection.reset();
        else connection.socket.destroy();
        await connection.closed;
        const seen = record(connection);
        expect(await seen.over).toBeInstanceOf(ConnectionError);
        expect(seen.text.length).toBe(connection.bytesRead);
        expect(
          Buffer.alloc(4 * MIB, 'abcdefghijk')
            .toString()
            .startsWith(seen.text),
        ).toBe(true);
        peer.destroy();
      },
    );

    it('close waits for the peer and delivers what still comes', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      const closed = connection.close();
      await once(peer.resume(), 'end');
      peer.end('last words');
      expect(await closed).toMatchObject({ type: 'local', by: 'end' });
      expect(await seen.over).toBe('complete');
      expect(seen.text).toBe('last words');
      expect(await connection.close()).toBe(await closed);
    });

    it('close sees the end behind bytes that nobody reads', async () => {
      const { connection, peer } = await pair();
      peer.end(Buffer.alloc(4 * MIB));
      await until(() => connection.readableLength >= 65_536);
      expect(await connection.close()).toMatchObject({ type: 'local', by: 'end' });
      expect(connection.bytesRead).toBe(4 * MIB);
      expect(connection.readableLength).toBe(0);
    });

    it('close gives up after its deadline, also with output that nobody takes', async () => {
      for (const output of [0, 64 * MIB]) {
        const { connection, peer } = await pair({ writeBuffer: { hard: 0 } });
        const seen = record(connection);
        if (output > 0) connection.write(Buffer.alloc(output));
        expect(await connection.close({ within: 20 })).toMatchObject({
          type: 'local',
          by: 'deadline',
          cause: { deadline: 'closeTimeout', limit: 20 },
        });
        expect(await seen.over).toBeInstanceOf(DeadlineError);
        peer.destroy();
      }
    });

    it('close may wait for longer than an abandoned connection would', async () => {
      const time = new ManualTime();
      const { connection, peer } = await pair({ abandonedTimeout: 10, scheduler: time });
      const closed = connection.close({ within: 0 });
      time.advance(1_000_000);
      peer.end();
      expect(await closed).toMatchObject({ type: 'local', by: 'end' });
    });

    it('closeTimeout is the deadline of close, and a second close can only shorten it', async () => {
      const time = new ManualTime();
      const { connection } = await pair({ closeTimeout: 1000, scheduler: time });
      let ending: unknown;
      void connection.close().then((value) => (ending = value));
      time.advance(400);
      void connection.close();
      time.advance(599);
      await new Promise(setImmediate);
      expect(ending).toBeUndefined();
      time.advance(1);
      expect(await connection.closed).toMatchObject({ by: 'deadline', cause: { limit: 1000 } });
    });

    it('halfClosedTimeout resets a side of ours that stays open, whatever is sent', async () => {
      const time = new ManualTime();
      const { connection, peer } = await pair({ halfClosedTimeout: 1000, scheduler: time });
      const seen = record(connection);
      peer.end();
      await seen.over;
      time.advance(999);
      connection.write('still here');
      await once(peer, 'data');
      expect(connection.socket.destroyed).toBe(false);
      time.advance(1);
      expect(await connection.closed).toMatchObject({
        type: 'local',
        by: 'deadline',
        began: 'peer',
        cause: { deadline: 'halfClosedTimeout', limit: 1000 },
      });
      expect(seen).toMatchObject({ last: 'complete', lasts: 1 });
    });

    it('allowHalfOpen: false ends our side as soon as the end has been told', async () => {
      const { connection, peer } = await pair({ allowHalfOpen: false });
      peer.end('x');
      await until(() => connection.readableLength === 1);
      const seen = record(connection.pipe(tap(() => connection.write('answer'))));
      const [answer] = (await once(peer, 'data')) as [Buffer];
      await once(peer, 'end');
      expect(String(answer)).toBe('answer');
      expect(seen.last).toBe('complete');
      expect(await connection.closed).toMatchObject({ type: 'end' });
    });

    it('a raw socket that was destroyed behind our back is told from a peer that left', async () => {
      const { connection, peer } = await pair();
      const seen = record(connection);
      connection.socket.destroy();
      expect(await seen.over).toBeInstanceOf(ConnectionError);
      expect(await connection.closed).toMatchObject({ type: 'local', by: 'destroy' });
      peer.destroy();
    });

    it('closed is one promise, and settles for who asks after the close', async () => {
      const { connection, peer } = await pair();
      const { closed } = connection;
      expect(connection.closed).toBe(closed);
      peer.resetAndDestroy();
      expect(await connection.closed).toBe(await closed);
    });

    it('await using closes in order', async () => {
      const { connection, peer } = await pair();
      peer.on('end', () => peer.end()).resume();
      await connection[Symbol.asyncDispose]();
      expect(await connection.closed).toMatchObject({ type: 'local', by: 'end' });
    });
  });

  describe('abandonedTimeout', () => {
    const limit = 1000;
    const abandoned = {
      type: 'local',
      by: 'deadline',
      cause: { code: 'ERR_DEADLINE', deadline: 'abandonedTimeout', limit },
    };

    it('resets a connection that nobody ever reads, holds or writes', async () => {
      const time = new ManualTime();
      const { connection, peer } = await pair({ abandonedTimeout: limit, scheduler: time });
      peer.write('unread');
      await until(() => connection.readableLength === 6);
      time.advance(limit);
      expect(await connection.closed).toMatchObject(abandoned);
      const seen = record(connection);
      expect(await seen.over).toBeInstanceOf(DeadlineError);
      expect(seen.text).toBe('unread');
    });

    it('starts anew when the last subscriber leaves, and with each write', async () => {
      const time = new ManualTime();
      const { connection } = await pair({ abandonedTimeout: limit, scheduler: time });
      const seen = record(connection);
      time.advance(10 * limit);
      seen.unsubscribe();
      time.advance(limit - 1);
      connection.write('x');
      time.advance(limit - 1);
      const hold = connection.hold();
      time.advance(10 * limit);
      expect(connection.socket.destroyed).toBe(false);
      hold.unsubscribe();
      time.advance(limit - 1);
      expect(connection.socket.destroyed).toBe(false);
      time.advance(1);
      expect(await connection.closed).toMatchObject(abandoned);
    });

    it('waits while the peer still takes what was queued', async () => {
      const time = new ManualTime();
      const { connection, peer } = await pair({
        abandonedTimeout: limit,
        writeBuffer: { hard: 0 },
        scheduler: time,
      });
      connection.write(Buffer.alloc(64 * MIB));
      time.advance(limit - 1);
      peer.once('data', () => peer.pause());
      await once(peer, 'data');
      /** The kernel is asked too, which takes some ms. */
      const look = async (): Promise<void> => {
        time.advance(limit);
        await firstValueFrom(connection.unacknowledged());
        await new Promise(setImmediate);
      };
      await look();
      expect(connection.socket.destroyed).toBe(false);
      // It may go on to fill the buffers of the peer's kernel for a while.
      while (!connection.socket.destroyed) await look();
      expect(await connection.closed).toMatchObject(abandoned);
    });

    it('does not end what has been told its end: the half-closed deadline does', async () => {
      const time = new ManualTime();
      const { connection, peer } = await pair({
        abandonedTimeout: limit,
        halfClosedTimeout: 0,
        scheduler: time,
      });
      const seen = record(connection);
      peer.end();
      await seen.over;
      time.advance(10 * limit);
      expect(connection.socket.destroyed).toBe(false);
      connection.end();
      expect(await connection.closed).toMatchObject({ type: 'end' });
    });

    it.each([0, Infinity])('%d turns it off', async (abandonedTimeout) => {
      const time = new ManualTime();
      const { connection } = await pair({ abandonedTimeout, scheduler: time });
      time.advance(1_000_000);
      expect(connection.socket.destroyed).toBe(false);
      connection.reset();
    });
  });

  describe('a throw', () => {
    const unhandled: unknown[] = [];
    beforeEach(() => {
      unhandled.length = 0;
      config.onUnhandledError = (error) => unhandled.push(error);
    });
    afterEach(() => {
      config.onUnhandledError = null;
    });
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    };
    const bug = new Error('bug');
    const failing = (): never => {
      throw bug;
    };

    it('in next ends this connection, tells the other subscribers and closed', async () => {
      const { connection, peer } = await pair();
      const next = jest.fn(failing);
      const error = jest.fn();
      connection.subscribe({ next, error });
      const other = record(connection);
      peer.write('x');
      expect(await other.over).toBe(bug);
      expect(other.text).toBe('x');
      expect(error.mock.calls).toEqual([[bug]]);
      expect(next).toHaveBeenCalledTimes(1);
      expect(await connection.closed).toMatchObject({ type: 'failed', cause: bug });
      await turns();
      expect(unhandled).toEqual([]);
    });

    it('in next is told to its observer behind the end of the peer too', async () => {
      const { connection, peer } = await pair();
      peer.end('x');
      await connection.peerEnded;
      const error = jest.fn();
      const complete = jest.fn();
      connection.subscribe({ next: failing, error, complete });
      expect(await connection.closed).toMatchObject({ type: 'failed', cause: bug });
      expect(error.mock.calls).toEqual([[bug]]);
      expect(complete).not.toHaveBeenCalled();
    });

    it('in complete is reported the rxjs way, of who subscribes late too', async () => {
      const { connection, peer } = await pair();
      connection.subscribe({ complete: failing });
      peer.end();
      await until(() => connection.readableEnded);
      connection.subscribe({ complete: failing });
      await turns();
      expect(unhandled).toEqual([bug, bug]);
    });

    it('in an observer that can be unsubscribed, as a subject can, ends this connection only', async () => {
      const { connection, peer } = await pair();
      const observer = { next: failing, unsubscribe: () => undefined };
      connection.subscribe(observer);
      peer.write('x');
      expect(await connection.closed).toMatchObject({ type: 'failed', cause: bug });
    });

    it('in the teardown of who waits for drained keeps closed from nobody', async () => {
      const { connection, peer } = await pair();
      while (connection.write(Buffer.alloc(MIB)));
      connection.drained.pipe(finalize(failing)).subscribe({ error: () => undefined });
      const { closed } = connection;
      peer.resetAndDestroy();
      expect(await closed).toMatchObject({ type: 'reset' });
      await turns();
    });

    it('in next that nobody would hear of is reported the rxjs way', async () => {
      const { connection, peer } = await pair();
      connection.subscribe(failing);
      peer.write('x');
      await until(() => connection.socket.closed);
      await turns();
      expect(unhandled).toEqual([bug]);
    });

    it('in next is heard by closed, if that was asked for', async () => {
      const { connection, peer } = await pair();
      const { closed } = connection;
      connection.subscribe(failing);
      peer.write('x');
      expect(await closed).toMatchObject({ type: 'failed', cause: bug });
      await turns();
      expect(unhandled).toEqual([]);
    });

    it('in a teardown, out of complete or error, harms no other subscriber', async () => {
      for (const leave of ['end', 'resetAndDestroy'] as const) {
        const { connection, peer } = await pair();
        connection.subscribe().add(failing);
        const other = record(connection);
        peer[leave]();
        expect(await other.over).toEqual(leave === 'end' ? 'complete' : expect.any(ResetError));
        connection.reset();
        await connection.closed;
      }
      await turns();
    });

    it('of nothing: a reset is no unhandled error of a subscriber without an error callback', async () => {
      const { connection, peer } = await pair();
      connection.subscribe();
      connection.subscribe(() => undefined);
      peer.resetAndDestroy();
      await connection.closed;
      await turns();
      expect(unhandled).toEqual([]);
    });
  });

  it('names its ends, also after the close', async () => {
    const { connection, peer } = await pair();
    const name = `127.0.0.1:${peer.remotePort} <-> 127.0.0.1:${peer.localPort}`;
    expect(`${connection}`).toBe(name);
    expect(connection).toMatchObject({
      localAddress: '127.0.0.1',
      localPort: peer.remotePort,
      remoteAddress: '127.0.0.1',
      remotePort: peer.localPort,
    });
    peer.resetAndDestroy();
    await connection.closed;
    expect(`${connection}`).toBe(name);
  });

  it('is referenced by the process or not, as asked', async () => {
    const { connection } = await pair();
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    const before = sockets();
    expect(connection.unref()).toBe(connection);
    expect(sockets()).toBe(before - 1);
    expect(connection.ref()).toBe(connection);
    expect(sockets()).toBe(before);
    connection.reset();
  });

  it('can be made from a socket that came from elsewhere', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const peer = dial(portOf(server), '127.0.0.1');
    const [socket] = await accepted;
    const seen = record(new Connection(socket));
    peer.end('hello');
    expect(await seen.over).toBe('complete');
    expect(seen.text).toBe('hello');
    expect(socket.writableEnded).toBe(false);
    socket.destroy();
    server.close();
  });

  it('reads a socket that was paused before', async () => {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const peer = dial(portOf(server), '127.0.0.1');
    const connection = new Connection((await accepted)[0]);
    const seen = record(connection);
    peer.end('hello');
    expect(await seen.over).toBe('complete');
    expect(seen.text).toBe('hello');
    connection.end();
    server.close();
  });

  it('is the only one of its socket, and settles for one that is closed', async () => {
    const { connection, peer } = await pair();
    expect(() => new Connection(connection.socket)).toThrow(OptionError);
    peer.destroy();
    await once(peer, 'close');
    expect(await new Connection(peer).closed).toMatchObject({ type: 'local', by: 'destroy' });
    connection.reset();
  });

  it('lets Node keep no pile of small chunks behind a full read-ahead', async () => {
    const { connection, peer } = await pair();
    peer.setNoDelay();
    peer.write(Buffer.alloc(65_536));
    await until(() => connection.readableLength >= 65_536);
    const full = connection.bytesRead;
    for (let i = 0; i < 500; i++) {
      peer.write('x');
      await new Promise(setImmediate);
    }
    expect(connection.bytesRead - full).toBeLessThan(250);
    const seen = record(connection);
    peer.end();
    expect(await seen.over).toBe('complete');
    expect(seen.text.length).toBe(65_536 + 500);
    connection.end();
  });

  it('is an Observable like any other', async () => {
    const { connection, peer } = await pair();
    peer.end('a');
    const chunks = connection.pipe(
      take(1),
      map((chunk) => String(chunk)),
      toArray(),
    );
    expect(await firstValueFrom(chunks)).toEqual(['a']);
    connection.reset();
  });
});
