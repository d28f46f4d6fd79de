import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import {
  config,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  type Observable,
  Subject,
  take,
  takeUntil,
} from 'rxjs';
import { OptionError, sendAll, type SendAllInput, serveEach, UnsentError } from 'rxjs-sockets';
import { bind } from '../support/bind';
import { destination } from '../support/destination';
import { dialRaw } from '../support/dialRaw';
import { fakeWritable } from '../support/fakeWritable';
import { holdable } from '../support/holdable';
import { holdsOf } from '../support/holdsOf';
import { marbles } from '../support/marbles';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { script } from '../support/script';
import { sockets } from '../support/sockets';
import { until } from '../support/until';

const MIB = 2 ** 20;
const boom = new Error('boom');

/** Resolves with `complete` or the error. */
function outcome(source: Observable<never>): Promise<unknown> {
  return lastValueFrom(source, { defaultValue: 'complete' }).catch((error: unknown) => error);
}

function* letters(told: string[] = []): Generator<string> {
  try {
    for (const letter of 'abcdefgh') yield letter;
  } finally {
    told.push('left');
  }
}

async function* later(told: string[] = []): AsyncGenerator<string> {
  for (const letter of letters(told)) {
    await setImmediate();
    yield letter;
  }
}

describe('sendAll', () => {
  it.each<[string, () => SendAllInput, string[]]>([
    ['a string', () => 'abc', ['abc']],
    ['bytes', () => Buffer.from('abc'), ['abc']],
    ['an array', () => ['a', Buffer.from('b'), ['c', 'd']], ['a', 'b', 'cd']],
    ['nothing', () => [], []],
    ['a generator', () => letters(), [...letters()]],
    ['an async generator', () => later(), [...letters()]],
    ['a Readable', () => Readable.from(letters()), [...letters()]],
  ])('sends %s', async (_, input, expected) => {
    const { sent, to } = destination();
    expect(await outcome(sendAll(to, input()))).toBe('complete');
    expect(sent).toEqual(expected);
  });

  it.each([
    ['sync', letters],
    ['async', later],
  ])('takes nothing from an iterable, %s, while the connection takes nothing', async (_, all) => {
    const { sent, to } = destination();
    to.stick();
    const over = outcome(sendAll(to, all()));
    await setImmediate();
    await setImmediate();
    expect(sent).toEqual(['a']);
    to.take();
    expect(await over).toBe('complete');
    expect(sent).toEqual([...letters()]);
  });

  it('holds an Observable while the connection takes nothing', () => {
    marbles(({ cold, expectObservable }) => {
      const { to } = destination();
      const flow = holdable();
      const source = cold('-a-b---c|');
      script(cold, '       -----t---', { t: () => to.take() });
      const sent = '       -a-b---c-';
      const holds = '      -1---0---';
      const expected = '   --------|';
      to.stick();
      expectObservable(holdsOf(flow)).toBe(holds);
      expectObservable(sendAll(to, source, flow)).toBe(expected);
      expectObservable(to.sent).toBe(sent);
    });
  });

  it('completes when the last byte is sent, not before', () => {
    marbles(({ cold, expectObservable }) => {
      const { to } = destination();
      script(cold, '    --2--1', { 2: () => to.take(2), 1: () => to.take(1) });
      const expected = '-----|';
      to.stick();
      expectObservable(sendAll(to, 'abc')).toBe(expected);
    });
  });

  it('leaves its source when that is over, also while the rest waits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { to } = destination();
      const flow = holdable();
      const source = cold('  -a-b---');
      const subscription = ' ^!     ';
      script(cold, '         -----t-', { t: () => to.take() });
      const holds = '        -(10)  ';
      const expected = '     -----| ';
      to.stick();
      expectObservable(holdsOf(flow)).toBe(holds);
      expectObservable(sendAll(to, source.pipe(take(1)), flow)).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it.each([
    ['sync', letters],
    ['async', later],
  ])('tells an iterable, %s, that it is left', async (_, all) => {
    const { to } = destination();
    const told: string[] = [];
    to.stick();
    const subscription = sendAll(to, all(told)).subscribe();
    await setImmediate();
    await setImmediate();
    subscription.unsubscribe();
    await until(() => told.length > 0);
    expect(told).toEqual(['left']);
  });

  it.each<[string, () => Iterable<string> | AsyncIterable<string>]>([
    [
      'sync',
      function* () {
        yield 'a';
        throw boom;
      },
    ],
    [
      'async',
      async function* () {
        yield await Promise.resolve('a');
        throw boom;
      },
    ],
  ])('errors as its source does, %s', async (_, failing) => {
    const { sent, to } = destination();
    expect(await outcome(sendAll(to, failing()))).toBe(boom);
    expect(sent).toEqual(['a']);
  });

  it('errors as its Observable does, and holds it no more', () => {
    marbles(({ cold, expectObservable }) => {
      const { to } = destination();
      const flow = holdable();
      const source = cold('-a-#', undefined, boom);
      const holds = '      -1-0';
      const expected = '   ---#';
      to.stick();
      expectObservable(holdsOf(flow)).toBe(holds);
      expectObservable(sendAll(to, source, flow)).toBe(expected, undefined, boom);
    });
  });

  it('errors with what is nothing to send', () => {
    sockets(({ cold, connection, expectObservable, expectWritten }) => {
      const peer = connection('---');
      const watched = '        ^-!';
      const sent = '           a--';
      const expected = '       #  ';
      const look = cold('      -l-').pipe(map(() => peer.writable));
      const writable = '       -y-';
      const outputs = ['a', 5] as unknown as string[];
      const error = { code: 'ERR_INVALID_ARG_TYPE' };
      expectObservable(sendAll(peer, outputs)).toBe(expected, undefined, error);
      expectWritten(peer, watched).toBe(sent);
      expectObservable(look).toBe(writable, { y: true });
    });
  });

  it('does not end the process with what an iterable throws at being left', async () => {
    const { to } = destination();
    const unhandled = jest.fn();
    config.onUnhandledError = unhandled;
    const input = {
      [Symbol.iterator]: () => ({
        next: () => ({ value: 'a', done: false }),
        return: () => {
          throw boom;
        },
      }),
    };
    to.stick();
    sendAll(to, input).subscribe().unsubscribe();
    await setImmediate();
    config.onUnhandledError = null;
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('tells a generator that leaves itself', async () => {
    const { to } = destination();
    const told: string[] = [];
    const leave = new Subject<void>();
    const generator = (function* (): Generator<string> {
      try {
        yield 'a';
        leave.next();
        yield 'b';
      } finally {
        told.push('left');
      }
    })();
    sendAll(to, generator).pipe(takeUntil(leave)).subscribe();
    await setImmediate();
    expect(told).toEqual(['left']);
  });

  it('begins anew with each subscription', () => {
    marbles(({ expectObservable }) => {
      const { to } = destination();
      const first = '         ^        ';
      const expectedFirst = ' |        ';
      const second = '        -----^   ';
      const expectedSecond = '-----|   ';
      const sent = '          (ab)-(ab)';
      const all = sendAll(to, ['a', 'b']);
      expectObservable(all, first).toBe(expectedFirst);
      expectObservable(all, second).toBe(expectedSecond);
      expectObservable(to.sent).toBe(sent);
    });
  });

  it('lets others have a turn, however fast the connection takes it', async () => {
    const { sent, to } = destination();
    const endless = (function* (): Generator<string> {
      for (;;) yield 'a';
    })();
    const subscription = sendAll(to, endless).subscribe();
    await setImmediate();
    subscription.unsubscribe();
    expect(sent.length).toBeGreaterThan(1);
  });

  it.each([null, undefined, 5, {}, Promise.resolve()])('refuses %p', (input) => {
    expect(() => sendAll(fakeWritable(), input as never)).toThrow(
      expect.objectContaining({ name: OptionError.name, option: 'input' }) as Error,
    );
  });

  it.each([Symbol.iterator, Symbol.asyncIterator])(
    'errors with an iterator that is none, %p',
    async (kind) => {
      const next = (): unknown => (kind === Symbol.iterator ? undefined : Promise.resolve());
      const bad = { [kind]: () => ({ next }) } as never;
      expect(await outcome(sendAll(fakeWritable(), bad))).toBeInstanceOf(TypeError);
    },
  );

  it('wants what can be held', () => {
    expect(() => sendAll(fakeWritable(), NEVER as never)).toThrow(OptionError);
  });

  it('sends a stream as fast as the peer takes it, and completes when the kernel has it all', async () => {
    const { connection, peer } = await pair();
    const size = 64 * MIB;
    let made = 0;
    const chunks = function* (): Generator<Buffer> {
      for (; made < size; made += MIB)
        yield pattern.subarray(made % pattern.length).subarray(0, MIB);
    };
    const expected = createHash('sha1');
    for (let at = 0; at < size; at += pattern.length) expected.update(pattern);
    let isSent = false;
    const sent = outcome(sendAll(connection, chunks())).then(() => (isSent = true));
    // Until nothing moves any more.
    await firstValueFrom(connection.unacknowledged());
    await until(() => connection.writableLength > 0);
    expect(made).toBeLessThan(16 * MIB);
    expect(isSent).toBe(false);
    const received = createHash('sha1');
    peer.on('data', (chunk: Buffer) => received.update(chunk));
    await sent;
    expect([connection.writableLength, connection.socket.bytesWritten]).toEqual([0, size]);
    connection.end();
    await once(peer, 'end');
    expect(received.digest('hex')).toBe(expected.digest('hex'));
    peer.end();
    await connection.closed;
  });

  it('tells what was not sent when the connection closes before', async () => {
    const { connection, peer } = await pair();
    const outputs = Array.from({ length: 100 }, (_, i) => Buffer.alloc(MIB, i));
    const over = outcome(sendAll(connection, outputs));
    await until(() => connection.writableLength > 0);
    const { bytesWritten } = connection;
    peer.resetAndDestroy();
    const error = await over;
    expect(error).toBeInstanceOf(UnsentError);
    const { unsent } = error as UnsentError;
    // The one that is under way, of which the kernel may have some.
    expect(unsent).toEqual([outputs[bytesWritten / MIB - 1]]);
    expect(error).toMatchObject({ cause: { code: 'ERR_RESET' } });
  });

  it('notices a close also while its source has nothing', async () => {
    const { connection, peer } = await pair();
    const told: string[] = [];
    const input = (async function* () {
      try {
        yield 'a';
        await once(peer, 'close');
        await connection.closed;
        yield 'b';
      } finally {
        told.push('left');
      }
    })();
    const over = outcome(sendAll(connection, input));
    await once(peer, 'data');
    peer.resetAndDestroy();
    expect(await over).toMatchObject({ code: 'ERR_UNSENT', unsent: [] });
    await until(() => told.length > 0);
  });

  it('fails the pipeline of a file whose reader resets', async () => {
    const { connections, port, stop } = await bind();
    const outcomes = connections.pipe(
      serveEach((connection) => sendAll(connection, createReadStream('/dev/zero'))),
    );
    const failed = firstValueFrom(outcomes);
    const peer = await dialRaw(port);
    peer.once('data', () => peer.resetAndDestroy());
    expect(await failed).toMatchObject({
      pipeline: 'failed',
      error: { code: 'ERR_UNSENT', cause: { code: 'ERR_RESET' } },
      ending: { type: 'reset' },
    });
    stop();
  });

  it('tells the same of a connection that was closed before', () => {
    sockets(({ connection, expectObservable }) => {
      const peer = connection('-#--');
      const begun = '          ---^';
      const expected = '       ---#';
      const error = { code: 'ERR_UNSENT', unsent: [], cause: { code: 'ERR_RESET' } };
      expectObservable(sendAll(peer, ['a', 'b']), begun).toBe(expected, undefined, error);
    });
  });
});
