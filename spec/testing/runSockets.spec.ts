import {
  concatMap,
  delay,
  EMPTY,
  map,
  merge,
  mergeMap,
  of,
  takeUntil,
  tap,
  timer,
  window,
} from 'rxjs';
import {
  DeadlineError,
  heartbeat,
  idleTimeout,
  IdleTimeoutError,
  KernelTimeoutError,
  lines,
  OptionError,
  pacedMap,
  probe,
  ResetError,
  serveEach,
  SlowConsumerError,
  TruncatedFrameError,
  WriteStallError,
  writeTimeout,
} from 'rxjs-sockets';
import { runSockets as run, type SocketHelpers } from 'rxjs-sockets/testing';
import type { ChunkValues } from '../../lib/testing/marbles/peerScript';
import { like } from '../support/like';

const runSockets = (test: (helpers: SocketHelpers) => void): void =>
  run(test, (actual, expected) => expect(actual).toEqual(expected));

describe('runSockets: what a peer does', () => {
  it('sends chunks and ends', () => {
    runSockets(({ connection, expectObservable, expectEnding }) => {
      const peer = connection('     -a-b-|   ', { a: 'hel', b: Buffer.from('lo') });
      expectObservable(peer).toBe(' -a-b-|   ', { a: 'hel', b: Buffer.from('lo') });
      expectEnding(peer).toBe('    ----- 30s e', {
        e: { type: 'local', by: 'deadline', cause: DeadlineError, verified: true },
      });
    });
  });

  it('answers our end with its own when it has said all', () => {
    runSockets(({ connection, cold, expectObservable, expectEnding, expectWritten }) => {
      const peer = connection('         -a     ');
      cold('                            --x    ').subscribe(() => peer.end('bye'));
      expectObservable(peer).toBe('     -a|    ');
      expectWritten(peer).toBe('        --(w|) ', { w: 'bye' });
      expectEnding(peer).toBe('         --e    ', {
        e: { type: 'local', by: 'end', bytesWritten: 3 },
      });
    });
  });

  it('does not end while it has something to say', () => {
    runSockets(({ connection, cold, expectObservable, expectEnding }) => {
      const peer = connection('    -a--b-|');
      cold('                       --x    ').subscribe(() => peer.end());
      expectObservable(peer).toBe('-a--b-|');
      expectEnding(peer).toBe('    ------e', { e: { type: 'local', by: 'end', bytesRead: 2 } });
    });
  });

  it('resets, also behind a chunk at once', () => {
    runSockets(({ connection, expectObservable, expectEnding }) => {
      const peer = connection('    -a-(b#)', { a: 'a', b: 'b' });
      expectObservable(peer).toBe('-a-(b#)');
      expectEnding(peer).toBe('    ---e', { e: { type: 'reset', began: 'peer', duration: 3 } });
    });
  });

  it('resets behind its end, which a write shows, or the next look', () => {
    runSockets(({ connection, cold, expectObservable, expectEnding }) => {
      const [asked, idle] = [connection('-|--#'), connection('-|--#')];
      cold('                              -----x').subscribe(() => asked.write('late'));
      expectObservable(asked).toBe('      -|');
      expectEnding(asked).toBe('          -----e  ', { e: { type: 'reset' } });
      expectEnding(idle).toBe('           - 500ms e', { e: { type: 'reset' } });
    });
  });

  it('closes, and then answers with a reset', () => {
    runSockets(({ connection, cold, expectObservable, expectEnding, expectWritten }) => {
      const peer = connection('    -(close)');
      cold('                       ---x-y').subscribe(() => peer.write('w'));
      expectObservable(peer).toBe('-|');
      expectWritten(peer).toBe('   ---w');
      // The first write proves nothing. The second one fails, which Node doesn't count.
      expectEnding(peer).toBe('    -----e', { e: { type: 'reset', bytesWritten: 1 } });
    });
  });

  it('stops and goes on to read', () => {
    runSockets(({ connection, cold, expectObservable, expectWritten }) => {
      const peer = connection(' (stop)----(drain)');
      const lengths = cold('   --w--l-----l').pipe(
        tap((what) => what === 'w' && peer.write('some')),
        map(() => peer.writableLength),
      );
      expectObservable(lengths).toBe('--a--a-----b', { a: 4, b: 0 });
      const drained = timer(3).pipe(mergeMap(() => peer.drained.pipe(map(() => 'd'))));
      expectObservable(drained).toBe('----------(d|)');
      expectWritten(peer, '^-----------!').toBe('----------w', { w: 'some' });
    });
  });

  it('gets too much, once it has stopped', () => {
    runSockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection('(stop)', {}, { writeBuffer: { hard: 4 } });
      timer(2).subscribe(() => {
        peer.write('12345');
        peer.write('6');
      });
      expectObservable(peer).toBe('--#', undefined, SlowConsumerError);
      expectWritten(peer).toBe('  --#');
    });
  });

  it('is lost, so that nothing ever comes', () => {
    runSockets(({ connection, cold, expectObservable, expectEnding, expectWritten }) => {
      const peer = connection('-a-(lose)-b-|');
      cold(' --------x').subscribe(() => void peer.close({ within: 100 }));
      expectObservable(peer).toBe('-a------ 100ms #', undefined, DeadlineError);
      expectWritten(peer).toBe('--------|');
      expectEnding(peer).toBe('-------- 100ms e', { e: { type: 'local', by: 'deadline' } });
    });
  });

  it('is given up by the kernel', () => {
    runSockets(({ connection, expectObservable, expectEnding }) => {
      const peer = connection('-a-(timeout)');
      expectObservable(peer).toBe('-a-#', undefined, KernelTimeoutError);
      expectEnding(peer).toBe('---e', { e: { type: 'timeout', began: 'network' } });
    });
  });

  it('lets a write fail', () => {
    runSockets(({ connection, cold, expectObservable, expectEnding }) => {
      const peer = connection('-(fail)');
      cold('---w').subscribe(() => peer.write('w'));
      expectObservable(peer).toBe('---#', undefined, ResetError);
      expectEnding(peer).toBe('---e', { e: { type: 'reset' } });
    });
  });

  it('does several things at once, in their order', () => {
    runSockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection('--(a stop b)');
      expectObservable(peer.pipe(tap(() => peer.write('w')))).toBe('--(ab)');
      // It has stopped before we see what it sent.
      expectWritten(peer, '^---!').toBe('');
    });
  });
});

describe('runSockets: what happens at once', () => {
  it('takes one frame in square brackets', () => {
    runSockets(({ connection, expectWritten, flush, scheduler }) => {
      const peer = connection('-[a stop b]c[drain]-|', { a: 'a', b: 'b', c: Buffer.from([255]) });
      timer(2).subscribe(() => {
        peer.write('x');
        peer.end('y');
      });
      const seen: unknown[] = [];
      peer.subscribe({
        next: (chunk) => seen.push([scheduler.now(), chunk.toString('latin1')]),
        complete: () => seen.push([scheduler.now(), '|']),
      });
      expectWritten(peer, '^---!').toBe('---[xy|]');
      flush();
      expect(seen).toEqual([
        [1, 'a'],
        [1, 'b'],
        [2, '\xff'],
        [5, '|'],
      ]);
    });
  });

  it('comes a turn later, behind the answer', () => {
    runSockets(({ connection, expectObservable, expectWritten, expectEnding }) => {
      const peer = connection('-[a then #]', { a: 'a' });
      expectObservable(peer.pipe(tap(() => peer.write('w')))).toBe('-(a#)');
      expectWritten(peer).toBe('-w');
      expectEnding(peer).toBe('-e', { e: { type: 'reset', bytesWritten: 1 } });
    });
  });

  it('ends with an error of the system', () => {
    runSockets(({ connection, expectObservable, expectEnding }) => {
      const [lost, odd] = [connection('-(EHOSTUNREACH)'), connection('-[EBADF]')];
      expectObservable(lost).toBe('-#', undefined, KernelTimeoutError);
      expectObservable(odd).toBe('-#', undefined, { cause: { code: 'EBADF' } });
      expectEnding(odd).toBe('-e', { e: { type: 'failed' } });
    });
  });
});

describe('runSockets: a word', () => {
  it.each([
    ['-(stpo)', {}],
    ['-[a stpo]', { a: 'a' }],
    ['-(pause)-|', { p: 'p', a: 'a', u: 'u', s: 's' }],
    ['-(EHOSTUNREACHABLE)', {}],
    ['-[half-close]', {}],
    ['-(stop|)', {}],
    ['-(lose#)', {}],
    ['--stop--', {}],
    ['5s end', {}],
  ])('with a word that is none: %s', (marbles, values) => {
    runSockets(({ connection }) => {
      expect(() => connection(marbles, values)).toThrow(
        like(OptionError, { option: 'marbles' }) as Error,
      );
    });
  });

  it.each([
    ['-(ab)', {}],
    ['-(abc)', { a: 'a', b: 'b', c: 'c' }],
    ['-(abc|)', { a: 'a', b: 'b', c: 'c' }],
    ['-(a-b)', {}],
    ['-(a b c)', {}],
  ])('with letters only: %s', (marbles, values) => {
    runSockets(({ connection, expectObservable }) => {
      expectObservable(connection(marbles, values)).toBe(marbles);
    });
  });
});

describe('runSockets: a diagram', () => {
  it.each<[string, string, ChunkValues]>([
    ['values.b', '-a-b', { a: 'a' }],
    ['marbles', '-a|-b', {}],
    ['marbles', '-a#-b', {}],
    ['marbles', '-(close)b', {}],
    ['marbles', '-(a-b|', {}],
    ['marbles', '-a)-b|', {}],
    ['marbles', '-[a-b|', {}],
    ['marbles', '-([a])b|', {}],
  ])('that can only be a slip, of %s: %s', (option, marbles, values) => {
    runSockets(({ connection }) => {
      const slip = like(OptionError, { option }) as Error;
      expect(() => connection(marbles, values)).toThrow(slip);
    });
  });

  it('has groups that take one frame, whatever is expected', () => {
    runSockets(({ connection, cold, expectObservable, expectEnding }) => {
      const peer = connection('     -[ab #]');
      expectObservable(peer).toBe(' -[ab#]');
      expectEnding(peer).toBe('    -[e]   ', { e: { type: 'reset' } });
      const windows = cold('       -a-b-|').pipe(window(cold('--x')));
      const expected = '           w-w--|';
      const [first, second] = [cold('-a|'), cold('-b-|')];
      expectObservable(windows.pipe(map((each) => each))).toBe(expected.replace('w-w', 'v-w'), {
        v: first,
        w: second,
      });
    });
  });
});

/** What is said of a test that fails. */
function failureOf(test: (helpers: SocketHelpers) => void): Error {
  try {
    runSockets(test);
  } catch (error) {
    return error as Error;
  }
  throw new Error('It passed');
}

describe('runSockets: a failure', () => {
  it('says which expectation it is about, and where that is', () => {
    const failure = failureOf(({ connection, expectObservable, expectWritten }) => {
      const peer = connection('-a-b-|');
      expectObservable(peer).toBe('-a-b-|');
      expectWritten(peer, '^--!').toBe('-w', { w: 'what nobody writes' });
    });
    expect(failure.message).toMatch(
      /^expectWritten of 192\.0\.2\.1:7000 <-> 192\.0\.2\.2:49152\.toBe\('-w'\)\n\n/,
    );
    const [, first] = failure
      .stack!.slice(failure.stack!.indexOf(failure.message))
      .split(/\n {4}at /);
    expect(first).toContain('runSockets.spec.ts');
  });

  it('is the same in each run', () => {
    const fail = (): string =>
      failureOf(({ connection, expectWritten }) => {
        connection('-a');
        expectWritten(connection('-b')).toBe('-w');
      }).message;
    expect(fail()).toBe(fail());
    expect(fail()).toContain('192.0.2.2:49153');
  });

  const seenIn = (test: (helpers: SocketHelpers) => void): unknown => {
    let seen: unknown;
    run(test, (actual) => (seen = actual));
    return JSON.parse(JSON.stringify(seen));
  };

  it('shows only some of what goes on and on', () => {
    const seen = seenIn(({ connection, expectWritten }) => {
      const peer = connection('a');
      peer.pipe(heartbeat(peer, { every: 1_000, frame: 'H' })).subscribe();
      expectWritten(peer).toBe('1s H');
    }) as unknown[];
    expect(seen).toHaveLength(12);
    expect(seen.at(-1)).toMatch(/^and 86\d\d\d more$/);
  });

  it('shows bytes as the text that they are', () => {
    const values = { a: 'hello', b: Buffer.from([0xc3]) };
    const seen = seenIn(({ connection, expectObservable }) => {
      const chunks = connection('a-b', values);
      const nested = chunks.pipe(map((chunk) => [{ chunk }]));
      expectObservable(merge(chunks, nested), '^----!').toBe('x(yz)', {
        y: [{ chunk: 'hello' }],
        z: '\ufffd',
      });
    }) as { notification: { value: unknown } }[];
    const bytes = { type: 'Buffer', data: [0xc3] };
    expect(seen.map(({ notification }) => notification.value)).toEqual([
      'hello',
      [{ chunk: 'hello' }],
      bytes,
      [{ chunk: bytes }],
    ]);
  });

  it('is none of what is right and can not be copied', () => {
    const circle: Record<string, unknown> = { name: 'circle' };
    circle.itself = circle;
    const values = { c: circle, m: /a(b)/.exec('ab'), s: { [Symbol.for('s')]: 1 } };
    run(({ cold, expectObservable }) => {
      const same = { ...values, m: /a(b)/.exec('ab'), s: { [Symbol.for('s')]: 1 } };
      expectObservable(cold('-c-m-s', values)).toBe('-c-m-s', same);
    });
  });

  it("is the matcher's own if that can not be changed", () => {
    const own = Object.freeze(new Error('own')) as Error;
    const test = (): void =>
      run(
        ({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('-b'),
        () => {
          throw own;
        },
      );
    expect(test).toThrow(own);
  });

  it('tells how else a connection has ended', () => {
    const failure = failureOf(({ connection, expectEnding }) => {
      expectEnding(connection('-a-b-|')).toBe('-----e', { e: { type: 'end' } });
    });
    expect(failure.message).toMatch(/abandonedTimeout|halfClosedTimeout/);
    const cut = failureOf(({ connection, expectWritten }) => {
      expectWritten(connection('-a-b-|')).toBe('-----|');
    });
    expect(cut.message).toMatch(/The peer saw a reset: DeadlineError: .*abandonedTimeout/);
  });
});

it('runSockets keeps its own time if it is told of none', () => {
  runSockets(({ connection, expectEnding }) => {
    const peer = connection('-|', {}, { scheduler: undefined, halfClosedTimeout: 10 });
    peer.subscribe();
    expectEnding(peer).toBe('- 10ms e', { e: { by: 'deadline' } });
  });
});

describe('runSockets: pipelines', () => {
  it('frames, and says when one was cut short', () => {
    runSockets(({ connection, expectObservable }) => {
      const peer = connection('              -a-b-|', { a: 'hello\nwo', b: 'rld' });
      expectObservable(peer.pipe(lines())).toBe('-a---#', { a: 'hello' }, TruncatedFrameError);
    });
  });

  it('goes on for hours', () => {
    runSockets(({ connection, expectObservable, expectWritten, expectEnding }) => {
      const peer = connection('150m a');
      const beats = heartbeat(peer, { every: 3_600_000, frame: 'H' });
      const watched = peer.pipe(beats, idleTimeout({ each: 4 * 3_600_000 }));
      expectObservable(watched).toBe('150m a 14399999ms #', undefined, IdleTimeoutError);
      const sent = '60m H 3599999ms H 3599999ms H 3599999ms H 3599999ms H 3599999ms H';
      expectWritten(peer, '^ 390m 1s !').toBe(sent);
      expectEnding(peer).toBe('390m 30s e', { e: { type: 'local', by: 'deadline' } });
    });
  });

  it('asks a silent peer', () => {
    runSockets(({ connection, expectObservable, expectWritten }) => {
      const peer = connection('a 9s b');
      const ping = { after: 2_000, timeout: 1_000, frame: 'ping' };
      expectObservable(peer.pipe(probe(peer, ping))).toBe('a 2999ms #', undefined, {
        code: 'ERR_PROBE_TIMEOUT',
      });
      expectWritten(peer, '^ 4s !').toBe('2s p', { p: 'ping' });
    });
  });

  it('finds a stuck reader', () => {
    runSockets(({ connection, expectObservable }) => {
      const peer = connection('(stop)');
      timer(3).subscribe(() => peer.write('more'));
      const watched = peer.pipe(writeTimeout(peer, { stall: 3_200 }));
      // From its first look on, each 32nd part of the limit.
      expectObservable(watched).toBe('3300ms #', undefined, WriteStallError);
    });
  });

  it('paces', () => {
    runSockets(({ connection, expectObservable }) => {
      const peer = connection('abc|');
      const held: boolean[] = [];
      const work = pacedMap(
        peer,
        (chunk: Buffer) => {
          held.push(peer.held);
          return of(chunk).pipe(delay(10));
        },
        { high: 2, low: 1 },
      );
      expectObservable(peer.pipe(work)).toBe('10ms a 9ms b 9ms (c|)');
    });
  });

  it('serves', () => {
    runSockets(({ connection, hot, expectObservable, expectWritten, expectEnding }) => {
      const a = connection('---a-b-|');
      const b = connection('----x-#');
      const echo = serveEach((each) => each.pipe(tap((chunk) => each.write(chunk))));
      const outcomes = hot('-ab', { a, b }).pipe(
        echo,
        map(({ pipeline, ending }) => `${pipeline} ${ending.type}`),
      );
      expectObservable(outcomes).toBe('------(b)a'.replace('(b)', 'b'), {
        a: 'completed end',
        b: 'failed reset',
      });
      expectWritten(a).toBe('---a-b-|');
      expectEnding(b).toBe('------e', { e: { type: 'reset' } });
    });
  });

  it('is left in the midst', () => {
    runSockets(({ connection, expectObservable, expectEnding }) => {
      const peer = connection('-a-b-c');
      expectObservable(peer.pipe(takeUntil(timer(4)))).toBe('-a-b|');
      expectEnding(peer).toBe('30004ms e', { e: { type: 'local', by: 'deadline' } });
    });
  });

  it('works by steps', () => {
    runSockets(({ connection, flush }) => {
      const seen: string[] = [];
      connection('-a-b-|')
        .pipe(concatMap((chunk) => (seen.push(String(chunk)), EMPTY)))
        .subscribe();
      flush();
      expect(seen).toEqual(['a', 'b']);
    });
  });

  it('takes no promise, since what comes behind it would never be checked', () => {
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- which plain JavaScript may give
    expect(() => runSockets(() => Promise.resolve())).toThrow(OptionError);
  });
});
