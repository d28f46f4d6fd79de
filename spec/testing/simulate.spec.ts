import { strictEqual } from 'node:assert';
import {
  concat,
  delay,
  finalize,
  ignoreElements,
  interval,
  map,
  merge,
  of,
  switchMap,
  take,
  tap,
  timer,
  using,
} from 'rxjs';
import {
  fromDuplex,
  idleTimeout,
  lines,
  OptionError,
  pacedMap,
  relay,
  relayTo,
  serveEach,
  toDuplex,
} from 'rxjs-sockets';
import {
  runSockets,
  type Scenario,
  simulate,
  SimulationError,
  socketPair,
} from 'rxjs-sockets/testing';

/** What is wrong with a scenario, which must be something. */
function faultOf(scenario: Scenario, input = 'one\ntwo\nthree\n'): SimulationError {
  try {
    simulate({ scenario, input, seed: 1, schedules: 1_000 });
  } catch (error) {
    if (error instanceof SimulationError) return error;
    throw error;
  }
  throw new Error('Nothing was found');
}

const STILL =
  'the pipeline still held the connection 120000 ms later: work that takes longer wants a longer `within`';
const PROMISE =
  'a promise was waited for, which nothing settles in virtual time: give an Observable';

describe('simulate', () => {
  it('finds nothing in what is right, and tells how its connections ended', () => {
    const scenario: Scenario = (connection) =>
      connection.pipe(
        lines(),
        pacedMap(connection, (line) => of(line).pipe(delay(100))),
        tap((line) => connection.write(`${line}\n`)),
      );
    const { endings, schedules, seed } = simulate({ scenario, input: 'one\ntwo\n', seed: 7 });
    expect([schedules, seed]).toEqual([1_000, 7]);
    expect(Object.keys(endings).sort()).toEqual(['end', 'local', 'reset', 'timeout']);
    expect(Object.values(endings).reduce((sum, count) => sum + count)).toBe(1_000);
  });

  it('plays the same for the same seed', () => {
    const scenario: Scenario = (connection, { dice }) =>
      connection.pipe(tap(() => dice.chance(0.5) && connection.end()));
    const play = (seed: number): unknown => simulate({ scenario, seed, schedules: 200 });
    expect(play(3)).toEqual(play(3));
    expect(play(3)).not.toEqual(play(4));
  });

  it.each<[string, string, Scenario]>([
    [
      'a timer was left behind',
      'a timer that nobody stops',
      (connection, { scheduler }) => {
        interval(1_000, scheduler).subscribe();
        return connection;
      },
    ],
    [
      'Error: from within was thrown',
      'what throws for nobody to catch',
      (connection) => {
        timer(10).subscribe(() => {
          throw new Error('from within');
        });
        return connection;
      },
    ],
    [
      'two chunks came at once',
      'a law of its own that is broken',
      (connection, { accuse, scheduler }) => {
        let last = -1;
        return connection.pipe(
          tap(() => {
            if (last === scheduler.now()) accuse('two chunks came at once');
            last = scheduler.now();
          }),
        );
      },
    ],
    [
      'a hold was left behind',
      'a connection that is no longer what it should be',
      (connection) => {
        Object.defineProperty(connection, 'held', { get: () => true });
        return connection;
      },
    ],
    [
      STILL,
      'a hold that is let go of by who may be replaced first',
      (connection) =>
        connection.pipe(
          lines(),
          switchMap((line) => {
            const hold = connection.hold();
            return of(line).pipe(
              delay(20),
              tap(() => hold.unsubscribe()),
            );
          }),
        ),
    ],
    [
      STILL,
      'a hold that nobody lets go of',
      (connection) => {
        connection.hold();
        return connection;
      },
    ],
    [
      'the pipeline was over, and still held the connection',
      'a hold that outlives a pipeline that has enough',
      (connection) =>
        connection.pipe(
          lines(),
          tap(() => connection.hold()),
          take(1),
        ),
    ],
    [
      PROMISE,
      'work that returns promises',
      (connection) => connection.pipe(pacedMap(connection, (chunk) => Promise.resolve(chunk))),
    ],
    [PROMISE, 'a loop that waits for each chunk', async (connection) => connection],
  ])('finds that %s: %s', (law, _, scenario) => {
    const error = faultOf(scenario);
    expect(error).toMatchObject({ law, code: 'ERR_SIMULATION' });
    expect(error.message).toContain(`${law} (seed ${error.seed})\n\nconnection('`);
    // As it says.
    expect(() =>
      simulate({ scenario, input: 'one\ntwo\nthree\n', seed: error.seed, schedules: 1 }),
    ).toThrow(law);
  });

  it.each<[string, Scenario]>([
    [
      'it failed with SyntaxError: ',
      (connection) => connection.pipe(map((chunk) => JSON.parse(String(chunk)) as unknown)),
    ],
    [
      'it failed with TypeError: ',
      () => {
        throw new TypeError('by mistake');
      },
    ],
    [
      'an assertion failed: ',
      (connection) => connection.pipe(tap((chunk) => strictEqual(String(chunk), 'never'))),
    ],
    [
      'an assertion failed: ',
      (connection) => connection.pipe(tap((chunk) => expect(String(chunk)).toBe('never'))),
    ],
    ['it failed with OptionError: each must be', (connection) => connection.pipe(idleTimeout(-5))],
  ])('takes for a mistake what no protocol throws: %s', (law, scenario) => {
    expect(faultOf(scenario).law).toContain(law);
  });

  it.each<[string, Scenario]>([
    [
      'what rxjs lets go of behind the last event',
      (connection) =>
        concat(
          connection.pipe(ignoreElements()),
          using(
            () => connection.hold(),
            () => of('bye'),
          ),
        ),
    ],
    [
      'another connection that is in real time',
      (connection) => {
        const other = fromDuplex(toDuplex(connection), 'other');
        return other.pipe(finalize(() => other.reset()));
      },
    ],
    [
      'promises that rxjs does not wait for',
      (connection) => {
        connection.closed.then(() => undefined).catch(() => undefined);
        void connection.closed.finally(() => undefined);
        return connection.pipe(tap(() => void (async () => {})().catch(() => undefined)));
      },
    ],
    [
      'a relay that a peer holds back that reads no more',
      (connection) => connection.pipe(relayTo(connection, connection)),
    ],
  ])('accuses nobody of %s', (_, scenario) => {
    const input = Buffer.alloc(300_000, 'a line\n');
    expect(simulate({ scenario, input, seed: 1, schedules: 300 })).toMatchObject({ seed: 1 });
  });

  it('lets a pipeline fail by what came', () => {
    const scenario: Scenario = (connection) =>
      connection.pipe(
        lines(),
        tap(() => {
          throw new Error('not what was to come');
        }),
      );
    expect(simulate({ scenario, input: 'one\n' })).toMatchObject({ schedules: 1_000 });
  });

  it('waits for others that it has to do with', () => {
    const proxy: Scenario = (connection, { scheduler }) => {
      const { client, server } = socketPair({ scheduler, latency: 3 });
      of(server)
        .pipe(serveEach((each) => each.pipe(tap((chunk) => each.write(chunk)))))
        .subscribe();
      return of(client).pipe(serveEach((upstream) => relay(connection, upstream)));
    };
    expect(simulate({ scenario: proxy, seed: 1 })).toMatchObject({ schedules: 1_000 });
    const forgetful: Scenario = (connection, tools) => {
      interval(1_000, tools.scheduler).subscribe();
      return proxy(connection, tools);
    };
    expect(faultOf(forgetful).law).toBe('a timer was left behind');
  });

  it('says the same each time, with addresses in it', () => {
    const scenario: Scenario = (connection) => {
      connection.pipe(lines()).subscribe(() => undefined);
      return connection.pipe(lines());
    };
    const [first, again] = [faultOf(scenario), faultOf(scenario)];
    expect(first.law).toMatch(/192\.0\.2\.2:.* was thrown/);
    expect(again.message).toBe(first.message);
  });

  it('has a peer that answers an end, as a marble test has', () => {
    const { endings } = simulate({
      scenario: (connection) => connection.pipe(take(1)),
      schedules: 200,
    });
    expect(endings.local).toBeGreaterThan(50);
  });

  it('lets who is told of the close be told by a promise', () => {
    const scenario: Scenario = (connection) => {
      void connection.closed.then(() => undefined);
      return connection;
    };
    expect(simulate({ scenario, schedules: 100 })).toMatchObject({ schedules: 100 });
  });

  it('says when it was the pipeline that went on, and was left', () => {
    const error = faultOf((connection, { accuse }) =>
      connection.pipe(finalize(() => accuse('it was left'))),
    );
    expect(error.message).toMatch(/\n\nconnection\('', \{ {2}\}\)\n {2}\/\/ at 120000 ms/);
  });

  it('prints the shortest schedule that it finds, which a marble test plays', () => {
    const error = faultOf((connection, { accuse }) =>
      connection.pipe(
        lines(),
        tap((line) => {
          if (line === 'two') accuse('there was a two');
        }),
      ),
    );
    const [, diagram = '', values = ''] =
      /connection\('(.*)', (\{.*\})\)/.exec(error.message) ?? [];
    expect(diagram).toMatch(/^\(?[ab ]{1,4}\)?$/);
    const chunks = JSON.parse(values.replace(/(\w): /g, '"$1": ')) as Record<string, string>;
    runSockets(({ connection, flush }) => {
      const seen: string[] = [];
      merge(connection(diagram, chunks).pipe(lines()))
        .pipe(map((line) => seen.push(line)))
        .subscribe();
      flush();
      expect(seen).toContain('two');
    });
  });

  it('says which option is bad', () => {
    const scenario: Scenario = (connection) => connection;
    for (const bad of [
      { schedules: 0 },
      { seed: 0.5 },
      { within: -1 },
      { options: { maxHold: -1 } },
    ])
      expect(() => simulate({ scenario, ...bad })).toThrow(OptionError);
  });
});
