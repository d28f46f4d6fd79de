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
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { type Connection, pacedBatch, pacedMap } from 'rxjs-sockets';
import { Faucet } from '../support/Faucet';
import { marbles } from '../support/marbles';
import { pair } from '../support/pair';
import { pattern } from '../support/pattern';
import { Witness } from '../support/Witness';

const KIB = 1024;
const boom = new Error('boom');
const within = <T>(ms: number, value: T): Observable<T> => timer(ms).pipe(map(() => value));
/** The value, when something happens next. */
const when = <T>(event: Observable<void>, value: T): Observable<T> =>
  event.pipe(
    take(1),
    map(() => value),
  );

/** A connection whose peer has sent so many bytes of the pattern, and its end. */
async function fed(size: number): Promise<{ connection: Connection; witness: Witness }> {
  const { connection, peer } = await pair();
  peer.resume().end(pattern.subarray(0, size));
  return { connection, witness: new Witness(connection) };
}

describe('merge', () => {
  it('holds only the one that is too fast', () => {
    const [fast, slow] = [new Faucet<number>(), new Faucet<number>()];
    const from = (source: Faucet<number>): Observable<{ source: Faucet<number>; n: number }> =>
      source.pipe(map((n) => ({ source, n })));
    const free = new Subject<void>();
    const seen: number[] = [];
    merge(from(fast), from(slow))
      .pipe(
        pacedMap(
          ({ source }) => source,
          ({ n }) => when(free, n),
          { high: 3, low: 1 },
        ),
      )
      .subscribe((n) => seen.push(n));
    fast.offer(1, 2, 3, 4, 5);
    slow.offer(10, 20);
    expect([fast.held, fast.waiting, slow.held]).toEqual([true, [4, 5], false]);
    free.next();
    free.next();
    expect([fast.held, fast.waiting, slow.held]).toEqual([true, [], false]);
    for (let i = 0; i < 5; i++) free.next();
    expect(seen).toEqual([1, 2, 3, 10, 20, 4, 5]);
    expect([fast.holds, slow.holds, slow.taken]).toEqual([0, 0, 0]);
  });
});

describe('share', () => {
  it('lets the slowest hold the source for all, and loses nothing', () => {
    marbles(({ flush }) => {
      const source = new Faucet<number>();
      const shared = source.pipe(share());
      const seen: number[][] = [1, 10].map((ms) => {
        const values: number[] = [];
        shared
          .pipe(pacedMap(source, (n) => within(ms, n), { high: 2 }))
          .subscribe((n) => values.push(n));
        return values;
      });
      source.offer(1, 2, 3, 4, 5);
      const then: unknown[] = [];
      timer(9).subscribe(() =>
        then.push(
          source.holds,
          seen.map((values) => [...values]),
        ),
      );
      flush();
      expect(then).toEqual([1, [[1, 2], []]]);
      expect(seen).toEqual([
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
      ]);
      expect([source.holds, source.taken > 2]).toEqual([0, true]);
    });
  });
});

describe('switchMap', () => {
  it('releases what the pipeline before held', () => {
    const source = new Faucet<number>();
    const triggers = new Subject<void>();
    triggers
      .pipe(switchMap(() => source.pipe(pacedMap(source, () => NEVER, { high: 2 }))))
      .subscribe();
    source.offer(1, 2, 3, 4, 5);
    const waiting = [0, 1, 2].map(() => {
      triggers.next();
      return [source.holds, ...source.waiting];
    });
    expect(waiting).toEqual([[1, 3, 4, 5], [1, 5], [0]]);
    expect(source.taken).toBe(2);
  });
});

describe('observeOn', () => {
  it('has the source held one turn later, and delivers what was on its way', () => {
    marbles(({ flush }) => {
      const source = new Faucet<number>();
      const seen: number[] = [];
      source
        .pipe(
          mergeMap((chunk) => Array.from({ length: 10 }, (_, i) => 10 * chunk + i)),
          observeOn(asyncScheduler),
          pacedMap(source, (n) => within(1, n), { high: 4 }),
        )
        .subscribe((n) => seen.push(n));
      source.offer(0);
      expect(source.holds).toBe(0);
      const waiting: unknown[] = [];
      timer(1).subscribe(() => source.offer(1));
      timer(5, 7)
        .pipe(take(2))
        .subscribe(() => waiting.push([...source.waiting]));
      flush();
      expect(waiting).toEqual([[1], []]);
      expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i));
      expect([source.holds, source.taken]).toEqual([0, 2]);
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
    const source = new Faucet<number>();
    const works: Subject<never>[] = [];
    const found: unknown[] = [];
    defer(() => {
      found.push([source.holds, ...source.waiting]);
      return source;
    })
      .pipe(
        pacedMap(source, () => (works[works.length] = new Subject<never>()), { high: 2 }),
        retry(),
      )
      .subscribe();
    source.offer(1, 2, 3, 4, 5);
    works[0]?.error(boom);
    expect(found).toEqual([[0], [0, 3, 4, 5]]);
    expect([source.holds, source.waiting]).toEqual([1, [5]]);
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
    const source = new Faucet<number>();
    const works = new Subject<void>();
    const seen: unknown[] = [];
    source
      .pipe(
        take(3),
        pacedMap(source, (n) => when(works, n), { high: 2 }),
      )
      .subscribe({ next: (n) => seen.push(n), complete: () => seen.push('complete') });
    source.offer(1, 2, 3, 4);
    expect([source.holds, source.waiting]).toEqual([1, [3, 4]]);
    for (let i = 0; i < 3; i++) works.next();
    expect(seen).toEqual([1, 2, 3, 'complete']);
    expect([source.holds, source.waiting]).toEqual([0, [4]]);
  });

  it('behind: what was not delivered waits for who comes next', () => {
    const source = new Faucet<number>();
    source
      .pipe(
        pacedMap(source, (n) => NEVER.pipe(startWith(n)), { high: 1 }),
        take(1),
      )
      .subscribe();
    source.offer(1, 2, 3);
    expect([source.holds, source.waiting]).toEqual([0, [2, 3]]);
  });
});

describe('takeUntil', () => {
  it('in front: what was delivered is worked on, and nothing is held behind it', () => {
    const source = new Faucet<number>();
    const stop = new Subject<void>();
    const works = new Subject<void>();
    const seen: unknown[] = [];
    source
      .pipe(
        takeUntil(stop),
        pacedMap(source, (n) => when(works, n), { high: 2 }),
      )
      .subscribe({ next: (n) => seen.push(n), complete: () => seen.push('complete') });
    source.offer(1, 2, 3);
    stop.next();
    works.next();
    works.next();
    expect(seen).toEqual([1, 2, 'complete']);
    expect([source.holds, source.waiting]).toEqual([0, [3]]);
  });

  it('behind: holds nothing any more', () => {
    const source = new Faucet<number>();
    const stop = new Subject<void>();
    source
      .pipe(
        pacedMap(source, () => NEVER, { high: 2 }),
        takeUntil(stop),
      )
      .subscribe();
    source.offer(1, 2, 3);
    expect(source.holds).toBe(1);
    stop.next();
    expect([source.holds, source.waiting]).toEqual([0, [3]]);
  });
});

/** How often the source was held until each of 6 values came, one a frame, and what the pipeline gave. */
function accumulate(pipeline: (source: Faucet<number>) => Observable<unknown>): {
  holds: number[];
  seen: unknown[];
} {
  const holds: number[] = [];
  const seen: unknown[] = [];
  marbles(({ flush }) => {
    const source = new Faucet<number>();
    pipeline(source).subscribe((value) => seen.push(value));
    for (let n = 0; n < 6; n++)
      timer(n).subscribe(() => {
        source.offer(n);
        holds.push(source.taken);
      });
    timer(50).subscribe(() => source.complete());
    flush();
    expect(source.holds).toBe(0);
  });
  return { holds, seen };
}

describe('what keeps values back', () => {
  const all = [0, 1, 2, 3, 4, 5];
  const pace = { high: 2, concurrent: 9 };

  it('is not seen in front: delay', () => {
    const { holds, seen } = accumulate((source) =>
      source.pipe(
        delay(10),
        pacedMap(source, (n) => of(n), pace),
      ),
    );
    expect({ holds, seen }).toEqual({ holds: [0, 0, 0, 0, 0, 0], seen: all });
  });

  it('is not seen behind: delay', () => {
    const { holds, seen } = accumulate((source) =>
      source.pipe(
        pacedMap(source, (n) => of(n), pace),
        delay(10),
      ),
    );
    expect({ holds, seen }).toEqual({ holds: [0, 0, 0, 0, 0, 0], seen: all });
  });

  it('is seen inside: delay', () => {
    const { holds, seen } = accumulate((source) =>
      source.pipe(pacedMap(source, (n) => of(n).pipe(delay(10)), pace)),
    );
    expect({ holds, seen }).toEqual({ holds: [0, 1, 1, 1, 1, 1], seen: all });
  });

  it('is not seen in front: bufferTime', () => {
    const { holds, seen } = accumulate((source) =>
      source.pipe(
        bufferTime(10),
        pacedMap(source, (values) => of(values), pace),
      ),
    );
    expect(holds).toEqual([0, 0, 0, 0, 0, 0]);
    expect(seen[0]).toEqual(all);
  });

  it('is seen in pacedBatch, which does the same', () => {
    const { holds, seen } = accumulate((source) =>
      source.pipe(pacedBatch(source, (values) => of(values), { within: 10, count: 3, high: 3 })),
    );
    expect({ holds, seen }).toEqual({
      holds: [0, 0, 1, 1, 1, 2],
      seen: [
        [0, 1, 2],
        [3, 4, 5],
      ],
    });
  });
});
