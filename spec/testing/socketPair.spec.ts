import {
  concatMap,
  delay,
  EMPTY,
  from,
  interval,
  lastValueFrom,
  map,
  mergeMap,
  of,
  take,
  tap,
  timer,
} from 'rxjs';
import {
  type Connection,
  DeadlineError,
  fixed,
  heartbeat,
  idleTimeout,
  IdleTimeoutError,
  lines,
  OptionError,
  pacedMap,
  ResetError,
  respond,
} from 'rxjs-sockets';
import {
  runSockets as run,
  type SocketHelpers,
  socketPair,
  type SocketPairOptions,
} from 'rxjs-sockets/testing';
import { record } from '../support/record';
import { until } from '../support/until';

const runSockets = (test: (helpers: SocketHelpers) => void): void =>
  run(test, (actual, expected) => expect(actual).toEqual(expected));

const KB = 1024;
/** The sizes of what comes. */
const sizes = map((chunk: Buffer) => chunk.length);

describe('socketPair in virtual time', () => {
  it('joins two connections, and takes its time', () => {
    runSockets(({ scheduler, expectObservable, expectEnding }) => {
      const { client, server } = socketPair({ latency: 5, scheduler });
      const echo = server.pipe(tap((chunk) => server.write(chunk)));
      expectObservable(echo).toBe('-----a----(b|)', { a: 'ping', b: 'pong' });
      timer(5).subscribe(() => client.end('pong'));
      client.write('ping');
      expectObservable(client).toBe('----------a----b- 35ms |', { a: 'ping', b: 'pong' });
      timer(47).subscribe(() => server.end());
      expectEnding(server).toBe('47ms e', { e: { type: 'end', duration: 47, began: 'peer' } });
      expectEnding(client).toBe('52ms e', { e: { type: 'local', by: 'end', bytesRead: 8 } });
    });
  });

  it('answers at once without a latency', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const { client, server } = socketPair({ scheduler });
      const isPing = (chunk: Buffer): boolean => String(chunk) === 'ping';
      server.pipe(respond(server, { match: isPing, reply: 'pong' })).subscribe();
      timer(3).subscribe(() => client.write('ping'));
      expectObservable(client).toBe('---a', { a: 'pong' });
    });
  });

  it('reads as one what arrives at the same time', () => {
    runSockets(({ scheduler, expectObservable }) => {
      const { client, server } = socketPair({ latency: 2, scheduler });
      for (const each of ['a', 'b', 'c']) client.write(each);
      timer(1).subscribe(() => client.write('d'));
      expectObservable(server, '^ 9ms !').toBe('--ab', { a: 'abc', b: 'd' });
    });
  });

  it('says who is where', () => {
    const { client, server } = socketPair();
    expect([String(client), String(server)]).toEqual([
      '127.0.0.1:49152 <-> 127.0.0.1:7000',
      '127.0.0.1:7000 <-> 127.0.0.1:49152',
    ]);
    client.reset();
  });

  it('brings a reset in order and late', () => {
    runSockets(({ scheduler, expectObservable, expectEnding }) => {
      const { client, server } = socketPair({ latency: 4, scheduler });
      timer(1).subscribe(() => {
        client.write('last words');
        client.reset();
      });
      expectObservable(server).toBe('-----(a#)', { a: 'last words' }, ResetError);
      expectEnding(server).toBe('-----e', { e: { type: 'reset', began: 'peer' } });
      expectEnding(client).toBe('-e', { e: { type: 'local', by: 'reset' } });
    });
  });

  it('answers with a reset what comes behind a close', () => {
    runSockets(({ scheduler, expectObservable, expectEnding }) => {
      const { client, server } = socketPair({ latency: 3, scheduler });
      server.socket.destroy();
      expectObservable(client).toBe('---|');
      timer(10).subscribe(() => client.write('first'));
      timer(15).subscribe(() => expect(client.peerState).toBe('ended'));
      // To the other end and back.
      timer(17).subscribe(() => expect(client.peerState).toBe('reset'));
      timer(20).subscribe(() => client.write('second'));
      expectEnding(client).toBe('20ms e', { e: { type: 'reset' } });
    });
  });

  describe('latency', () => {
    it('is what a dead peer is found with', () => {
      runSockets(({ scheduler, expectObservable, expectEnding }) => {
        const { client, server, lose } = socketPair({ latency: 30, scheduler });
        const beats = heartbeat(client, { every: 1_000, frame: 'H', jitter: 0 });
        client.pipe(beats).subscribe({ error: () => undefined });
        timer(3_500).subscribe(lose);
        expectObservable(server.pipe(idleTimeout({ each: 2_000 }))).toBe(
          '1030ms H 999ms H 999ms H 1999ms #',
          undefined,
          IdleTimeoutError,
        );
        timer(9_000).subscribe(() => void client.close({ within: 500 }));
        expectEnding(client).toBe('9500ms e', { e: { type: 'local', cause: DeadlineError } });
      });
    });
  });

  describe('lose', () => {
    it('loses what is under way, both ways, and every word of an end or a reset', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server, lose } = socketPair({ latency: 10, scheduler });
        client.write('arrives');
        server.write('arrives');
        timer(5).subscribe(() => client.write('lost'));
        timer(12).subscribe(lose);
        timer(13).subscribe(() => client.reset());
        timer(13).subscribe(() => server.end('lost'));
        const seen = '----------a';
        expectObservable(server, '^ 99ms !').toBe(seen, { a: 'arrives' });
        expectObservable(client, '^ 11ms !').toBe(seen, { a: 'arrives' });
      });
    });

    it('lets output wait once the buffers are full', () => {
      runSockets(({ scheduler }) => {
        const { client, server, lose } = socketPair({ scheduler, receiveBuffer: 10 });
        server.subscribe();
        lose();
        client.write('0123456789abc');
        timer(60_000).subscribe(() => {
          expect(client.writableLength).toBe(3);
          client.reset();
          server.reset();
        });
      });
    });
  });

  describe('bytesPerSecond', () => {
    it('lets segments trickle', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server } = socketPair({ latency: 7, bytesPerSecond: 146_000, scheduler });
        client.end(Buffer.alloc(3_000));
        expectObservable(server.pipe(sizes)).toBe('17ms a 9ms b (c|)', {
          a: 1460,
          b: 1460,
          c: 80,
        });
      });
    });

    it('is for each way, and lets nothing overtake', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server } = socketPair({ bytesPerSecond: 1_000, scheduler });
        client.write(Buffer.alloc(20));
        timer(5).subscribe(() => client.write('x'));
        timer(8).subscribe(() => client.reset());
        server.write('abc');
        expectObservable(client, '^ 6ms !').toBe('---a', { a: 'abc' });
        expectObservable(server.pipe(sizes)).toBe('20ms a(b#)', { a: 20, b: 1 }, ResetError);
      });
    });

    it('rounds up to whole ms, and goes wrong by no more than one', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server } = socketPair({ bytesPerSecond: 3_000, scheduler });
        const bytes = from(Array.from({ length: 300 }, () => 'x'));
        bytes.subscribe((each) => client.write(each));
        client.end();
        let read = 0;
        const all = server.pipe(concatMap((chunk) => ((read += chunk.length), EMPTY)));
        expectObservable(all).toBe('100ms |');
        timer(49.5).subscribe(() => expect(read).toBe(147));
      });
    });

    it('looks like a slow peer, not like a dead one', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server } = socketPair({ bytesPerSecond: 1_460, scheduler });
        client.end(Buffer.alloc(14_600));
        const watched = server.pipe(
          idleTimeout({ each: 1_500 }),
          concatMap(() => EMPTY),
        );
        expectObservable(watched).toBe('10s |');
      });
    });
  });

  describe('flow control', () => {
    it('bounds what is under way, and wakes who waits', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server } = socketPair({ latency: 5, scheduler });
        const hold = server.hold();
        timer(1).subscribe(() => client.write(Buffer.alloc(300 * KB)));
        const waiting = timer(2, 10).pipe(
          take(3),
          map(() => client.writableLength / KB),
        );
        // Of what arrives 64 KiB are read ahead, and as much again by Node, which is known 5 ms later each time.
        expectObservable(waiting).toBe('--a 9ms b 9ms (c|)', { a: 236, b: 172, c: 108 });
        timer(100).subscribe(() => hold.unsubscribe());
        expectObservable(timer(50).pipe(mergeMap(() => client.drained))).toBe('115ms (d|)', {
          d: undefined,
        });
        let read = 0;
        server.subscribe((chunk) => (read += chunk.length));
        timer(200).subscribe(() => {
          expect(read).toBe(300 * KB);
          expect(client.writableLength).toBe(0);
          client.reset();
        });
      });
    });

    it('is as narrow as the receive buffer', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server } = socketPair({ latency: 5, receiveBuffer: 4, scheduler });
        client.end('0123456789');
        expectObservable(server).toBe('-----a---------b---------(c|)', {
          a: '0123',
          b: '4567',
          c: '89',
        });
      });
    });

    it('paces a sender by what its reader does', () => {
      runSockets(({ scheduler, expectObservable }) => {
        const { client, server } = socketPair({
          receiveBuffer: 1,
          scheduler,
          server: { highWaterMark: 1 },
        });
        client.end('abcdef');
        const work = pacedMap(server, (chunk: Buffer) => of(chunk).pipe(delay(10)), {
          high: 1,
          low: 0,
        });
        expectObservable(server.pipe(fixed(1), work)).toBe(
          '10ms a 9ms b 9ms c 9ms d 9ms e 9ms (f|)',
        );
      });
    });
  });

  describe('split', () => {
    const chunksOf = (options: SocketPairOptions): string[] => {
      const seen: string[] = [];
      runSockets(({ scheduler, flush }) => {
        const { client, server } = socketPair({ ...options, scheduler });
        server.subscribe((chunk) => seen.push(String(chunk)));
        for (const each of ['some\n', 'words\n', 'to be read\n']) client.write(each);
        client.end('in any chunks\n');
        flush();
      });
      return seen;
    };
    const text = 'some\nwords\nto be read\nin any chunks\n';

    it('cuts wherever it likes, the same way for the same seed', () => {
      const all = Array.from({ length: 50 }, (_, split) => chunksOf({ split }));
      for (const [split, chunks] of all.entries()) {
        expect(chunks.join('')).toBe(text);
        expect(chunksOf({ split })).toEqual(chunks);
      }
      const ways = new Set(all.map((chunks) => JSON.stringify(chunks)));
      expect(ways.size).toBeGreaterThan(40);
      // Single bytes, and chunks across the writes.
      expect(all.some((chunks) => chunks.some((chunk) => chunk.length === 1))).toBe(true);
      expect(all.some((chunks) => chunks.some((chunk) => /[a-z]\n[a-z]/.test(chunk)))).toBe(true);
      expect(chunksOf({})).toEqual([text]);
    });

    it('makes no difference to a framing', () => {
      for (let split = 0; split < 50; split++)
        runSockets(({ scheduler, expectObservable }) => {
          const { client, server } = socketPair({ split, scheduler });
          client.write(text);
          client.end();
          const values = { a: 'some', b: 'words', c: 'to be read', d: 'in any chunks' };
          expectObservable(server.pipe(lines())).toBe('(abcd|)', values);
        });
    });
  });

  it.each<[string, SocketPairOptions]>([
    ['latency', { latency: -1 }],
    ['latency', { latency: Infinity }],
    ['latency', { latency: '5' as never }],
    ['bytesPerSecond', { bytesPerSecond: 0.5 }],
    ['split', { split: -1 }],
    ['split', { split: true as never }],
    ['receiveBuffer', { receiveBuffer: -1 }],
    ['scheduler', { scheduler: {} as never }],
    ['client.closeTimeout', { client: { closeTimeout: -1 } }],
    ['server.highWaterMark', { server: { highWaterMark: 0 } }],
  ])('throws for a bad %s', (option, options) => {
    expect(() => socketPair(options)).toThrow(OptionError);
    expect(() => socketPair(options)).toThrow(`${option} must be`);
  });
});

describe('socketPair in real time', () => {
  const MB = KB * KB;

  it.each<SocketPairOptions>([{}, { split: 7 }, { latency: 2 }, { bytesPerSecond: 64 * MB }])(
    'brings megabytes both ways, all of them and in order, with %j',
    async (options) => {
      const { client, server } = socketPair(options);
      const bytes = Buffer.from(Array.from({ length: MB }, (_, at) => (at * 7) % 251));
      const seen = [record(client), record(server)];
      const send = (connection: Connection): void => {
        for (let at = 0; at < MB; at += 10_000) connection.write(bytes.subarray(at, at + 10_000));
        connection.end();
      };
      send(client);
      send(server);
      for (const { over } of seen) expect(await over).toBe('complete');
      for (const { text } of seen) expect(text === bytes.toString('latin1')).toBe(true);
      expect([(await client.closed).bytesRead, (await server.closed).bytesRead]).toEqual([MB, MB]);
    },
  );

  it('takes as long as it is told to', async () => {
    const { client, server } = socketPair({ latency: 50 });
    const seen = record(server);
    const begun = performance.now();
    client.end('x');
    await seen.over;
    const took = performance.now() - begun;
    expect(took).toBeGreaterThan(49);
    server.end();
    await client.closed;
    expect(performance.now() - begun - took).toBeGreaterThan(49);
  });

  it('is found lost', async () => {
    const { client, server, lose } = socketPair({ latency: 1 });
    const beats = interval(10).subscribe(() => client.write('beat'));
    const watched = lastValueFrom(server.pipe(idleTimeout({ each: 200 })));
    const verdict = expect(watched).rejects.toBeInstanceOf(IdleTimeoutError);
    await until(() => server.bytesRead > 0);
    lose();
    await verdict;
    expect(beats.closed).toBe(false);
    beats.unsubscribe();
    client.reset();
    server.reset();
  });
});
