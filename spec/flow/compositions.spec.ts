import {
  asyncScheduler,
  bufferTime,
  defer,
  delay,
  EMPTY,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  observeOn,
  of,
  repeat,
  retry,
  share,
  startWith,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { type Connection, pacedBatch, pacedMap } from 'rxjs-sockets';
import type { Faucet } from '../support/Faucet';
import { holdsOf } from '../support/holdsOf';
import { marbles } from '../support/marbles';
import { offered } from '../support/offered';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { Witness } from '../support/Witness';

const KIB = 1024;
const boom = new Error('boom');
const within = <T>(ms: number, value: T): Observable<T> => timer(ms).pipe(map(() => value));
/** The value, when something happens next. */
const when = <T>(event: Observable<unknown>, value: T): Observable<T> =>
  event.pipe(
    take(1),
    map(() => value),
  );

/** Work without an end, which tells what it is about. */
const begin = <T>(value: T): Observable<T> => NEVER.pipe(startWith(value));

interface Sent {
  readonly source: Faucet<string>;
  readonly letter: string;
}

/** A connection whose peer has sent so many bytes of the pattern, and its end. */
async function fed(size: number): Promise<{ connection: Connection; witness: Witness }> {
  const { connection, peer } = await pair();
  peer.resume().end(pattern.subarray(0, size));
  return { connection, witness: new Witness(connection) };
}

describe('merge', () => {
  it('holds only the one that is too fast', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const fast = offered(cold, '-abcde------------------');
      const slow = offered(cold, '------xy----------------');
      const free = hot('          ---------1-2---3-4-5-6-7');
      const expected = '          ---------a-b---c-x-y-d-e';
      const cameFast = '          -abc-------(de)---------';
      const cameSlow = '          ------xy----------------';
      const holdsFast = '         ---1-------(01)------0--';
      const from = (source: Faucet<string>): Observable<Sent> =>
        source.pipe(map((letter) => ({ source, letter })));
      const result = merge(from(fast), from(slow)).pipe(
        pacedMap(
          ({ source }) => source,
          ({ letter }) => when(free, letter),
          { high: 3, low: 1 },
        ),
      );
      expectObservable(holdsOf(fast.flow)).toBe(holdsFast);
      expectObservable(holdsOf(slow.flow)).toBe('');
      expectObservable(result).toBe(expected);
      expectObservable(fast).toBe(cameFast);
      expectObservable(slow).toBe(cameSlow);
    });
  });
});

describe('share', () => {
  it('lets the slowest hold the source for all, and loses nothing', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-(abcde)---------------------------------------------');
      const expectedQuick = '       -----a---b---------------c---d---------------e-------';
      const expectedSlow = '        -----------a---------b---------c---------d---------e-';
      const holds = '               -(12)----1-----------(012)---1-----------0-----------';
      const shared = source.pipe(share());
      const [quick, slow] = [4, 10].map((ms) =>
        shared.pipe(pacedMap(source, (letter) => within(ms, letter), { high: 2 })),
      ) as [Observable<string>, Observable<string>];
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(quick).toBe(expectedQuick);
      expectObservable(slow).toBe(expectedSlow);
    });
  });
});

describe('switchMap', () => {
  it('releases what the pipeline before held', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-abcde------');
      const triggers = cold('       t------t---t');
      const expected = '            -ab----(cd)e';
      const holds = '               --1----(01)0';
      const pace = { concurrent: 2, high: 2 };
      const result = triggers.pipe(switchMap(() => source.pipe(pacedMap(source, begin, pace))));
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(result).toBe(expected);
    });
  });
});

describe('observeOn', () => {
  it('has the source held one turn later, and delivers what was on its way', () => {
    marbles(({ cold, expectObservable }) => {
      const chunks = { x: 'abc', y: 'def', z: 'ghi' };
      const source = offered(cold, '-xyz---------', chunks);
      const came = '                -xy-----z----';
      const expected = '            ---abcdef-ghi';
      const holds = '               --1-----01--0';
      const result = source.pipe(
        mergeMap((chunk) => chunk),
        observeOn(asyncScheduler, 1),
        pacedMap(source, (letter) => within(1, letter), { high: 3 }),
      );
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(result).toBe(expected);
      expectObservable(source).toBe(came, chunks);
    });
  });

  it('keeps of a connection what comes in one turn, and loses nothing', async () => {
    const { connection, witness } = await fed(pattern.length);
    const received: Buffer[] = [];
    let came = 0;
    let most = 0;
    await lastValueFrom(
      witness.watched.pipe(
        tap(() => came++),
        observeOn(asyncScheduler),
        pacedMap(connection, (chunk) => within(1, chunk), { high: 4 }),
        tap((chunk) => (most = Math.max(most, came - received.push(chunk)))),
      ),
    );
    // In one turn Node reads 32 times.
    expect(most).toBeLessThan(64);
    expect(came).toBeGreaterThan(100);
    expect(Buffer.concat(received).equals(pattern)).toBe(true);
    expect([witness.wrong, connection.held]).toEqual([undefined, false]);
    connection.reset();
  });
});

describe('retry', () => {
  it('releases what the attempt before held', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-abcde-----');
      const failing = cold('         ------#   ');
      const expected = '            -ab----(cd)';
      const holds = '               --1----(01)';
      const work = (letter: string): Observable<string> =>
        letter === 'a' ? failing.pipe(startWith(letter)) : begin(letter);
      const result = source.pipe(pacedMap(source, work, { concurrent: 2, high: 2 }), retry());
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(result).toBe(expected);
    });
  });

  it('goes on with a connection where the attempt before was left', async () => {
    const size = 512 * KIB;
    const { connection, witness } = await fed(size);
    const received: Buffer[] = [];
    let attempts = 0;
    const save = (chunk: Buffer): Observable<Buffer> =>
      within(1, chunk).pipe(
        tap(() => {
          // What fails has been received, and is not asked for again.
          received.push(chunk);
          if (received.length % 2 === 0) throw boom;
        }),
      );
    const attempt = defer(() => {
      attempts++;
      return witness.watched.pipe(pacedMap(connection, save, { high: 1 }));
    });
    await lastValueFrom(attempt.pipe(retry()), { defaultValue: undefined });
    expect(Buffer.concat(received).equals(pattern.subarray(0, size))).toBe(true);
    expect(attempts).toBeGreaterThan(2);
    expect([witness.wrong, connection.held]).toEqual([undefined, false]);
    connection.reset();
  });
});

describe('repeat', () => {
  it('goes on with a connection where the round before was left', async () => {
    const size = 512 * KIB;
    const { connection, witness } = await fed(size);
    const received: Buffer[] = [];
    let rounds = 0;
    const next = (): Observable<unknown> =>
      ++rounds > 0 && connection.readableEnded ? EMPTY : of(connection.held);
    const round = witness.watched.pipe(
      take(3),
      pacedMap(connection, (chunk) => within(1, chunk), { high: 2 }),
    );
    await lastValueFrom(
      round.pipe(
        repeat({ delay: next }),
        tap((chunk) => received.push(chunk)),
      ),
    );
    expect(Buffer.concat(received).equals(pattern.subarray(0, size))).toBe(true);
    expect(rounds).toBeGreaterThan(2);
    expect([witness.wrong, connection.held]).toEqual([undefined, false]);
    connection.reset();
  });
});

describe('take', () => {
  it('in front: what was taken is worked on, and nothing is held behind it', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const source = offered(cold, '-abcd--------');
      const works = hot('           ------1-2-3--');
      const expected = '            ------a-b-(c|)';
      const holds = '               --1-----0----';
      const next = '                ---------^---';
      const came = '                ---------d---';
      const work = pacedMap(source, (letter: string) => when(works, letter), { high: 2 });
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(source.pipe(take(3), work)).toBe(expected);
      expectObservable(source, next).toBe(came);
    });
  });

  it('behind: what was not delivered waits for who comes next', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '(abc)----');
      const taken = '               -^-------';
      const expected = '            -(a|)----';
      const holds = '               -(10)----';
      const next = '                -----^---';
      const came = '                -----(bc)';
      const result = source.pipe(pacedMap(source, begin, { high: 1 }), take(1));
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(result, taken).toBe(expected);
      expectObservable(source, next).toBe(came);
    });
  });
});

describe('takeUntil', () => {
  it('in front: what was delivered is worked on, and nothing is held behind it', () => {
    marbles(({ cold, hot, expectObservable }) => {
      const source = offered(cold, '-abc------------');
      const stop = cold('           -----x          ');
      const works = hot('           ------1-2-------');
      const expected = '            ------a-(b|)----';
      const holds = '               --1-----0-------';
      const next = '                ---------^------';
      const came = '                ---------c------';
      const work = pacedMap(source, (letter: string) => when(works, letter), { high: 2 });
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(source.pipe(takeUntil(stop), work)).toBe(expected);
      expectObservable(source, next).toBe(came);
    });
  });

  it('behind: holds nothing any more', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-abc----');
      const stop = cold('           -----x  ');
      const expected = '            -----|  ';
      const holds = '               --1--0  ';
      const next = '                ------^-';
      const came = '                ------c-';
      const result = source.pipe(
        pacedMap(source, () => NEVER, { high: 2 }),
        takeUntil(stop),
      );
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(result).toBe(expected);
      expectObservable(source, next).toBe(came);
    });
  });
});

describe('what keeps values back', () => {
  const pace = { high: 2, concurrent: 9 };

  it.each<[string, (source: Faucet<string>) => Observable<string>]>([
    [
      'in front',
      (source) =>
        source.pipe(
          delay(10),
          pacedMap(source, (letter) => of(letter), pace),
        ),
    ],
    [
      'behind',
      (source) =>
        source.pipe(
          pacedMap(source, (letter) => of(letter), pace),
          delay(10),
        ),
    ],
  ])('is not seen %s: delay', (_, pipeline) => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-abcdef|------------');
      const came = '                -abcdef|            ';
      const expected = '            -----------abcde(f|)';
      expectObservable(holdsOf(source.flow)).toBe('');
      expectObservable(pipeline(source)).toBe(expected);
      expectObservable(source).toBe(came);
    });
  });

  it('is seen inside: delay', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-abcdef|-----------------------------');
      const came = '                -ab---------(cd)------(ef)------|----';
      const expected = '            -----------ab---------(cd)------(ef|)';
      const holds = '               --1---------(01)------(01)------0----';
      const work = (letter: string): Observable<string> => of(letter).pipe(delay(10));
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(source.pipe(pacedMap(source, work, pace))).toBe(expected);
      expectObservable(source).toBe(came);
    });
  });

  it('is not seen in front: bufferTime', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-abcdef-----|   ');
      const expected = '            ----------x-(y|)';
      const result = source.pipe(
        bufferTime(10),
        pacedMap(source, (letters) => of(letters.join('')), pace),
      );
      expectObservable(holdsOf(source.flow)).toBe('');
      expectObservable(result).toBe(expected, { x: 'abcdef', y: '' });
    });
  });

  it('is seen in pacedBatch, which does the same', () => {
    marbles(({ cold, expectObservable }) => {
      const source = offered(cold, '-abc----def---|');
      const expected = '            ---x------y---|';
      const holds = '               ---(10)---(10) ';
      const batches = { within: 10, count: 3, high: 3 };
      const result = source.pipe(pacedBatch(source, (letters) => of(letters.join('')), batches));
      expectObservable(holdsOf(source.flow)).toBe(holds);
      expectObservable(result).toBe(expected, { x: 'abc', y: 'def' });
    });
  });
});
