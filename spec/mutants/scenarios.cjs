// What the mutants are hunted with: pipelines with laws of their own, for `simulate`.
const { EMPTY, Observable, concat, defer, delay, finalize, of, tap, timer } = require('rxjs');

const LINES = Array.from({ length: 40 }, (_, index) => `line ${index}`);
const input = LINES.map((line) => `${line}\n`).join('');

module.exports = ({ heartbeat, idleTimeout, lines, pacedMap, probe, sendAll }) => {
  /** Accuses unless these are all lines that came, each once. */
  const allLines = (connection, accuse) => (source) =>
    new Observable((subscriber) => {
      const seen = [];
      return source.subscribe({
        next(line) {
          if (line !== LINES[seen.push(line) - 1]) accuse('a line was lost or doubled');
          subscriber.next(line);
        },
        error: (error) => subscriber.error(error),
        complete() {
          const came = input.slice(0, connection.bytesRead).split('\n').length - 1;
          if (seen.length !== came) accuse(`it completed with ${seen.length} of ${came} lines`);
          subscriber.complete();
        },
      });
    });

  /** A connection to be held, and an operator that accuses when what is behind it has ended and still holds. */
  const counting = (connection, accuse) => {
    let holds = 0;
    const flow = {
      get held() {
        return connection.held;
      },
      hold() {
        holds++;
        const hold = connection.hold();
        hold.add(() => holds--);
        return hold;
      },
    };
    const none = finalize(() => {
      if (holds > 0) accuse('the pipeline has ended, and still holds');
    });
    return { flow, none };
  };

  return {
    input,
    scenarios: {
      /** Reads, leaves, puts some back, and comes again, until the end. */
      comeAndGo(connection, { dice }) {
        return new Observable((subscriber) => {
          let reader;
          const come = () => {
            reader = connection.subscribe({
              next: (chunk) => {
                if (dice.chance(0.5)) return;
                reader?.unsubscribe();
                if (dice.chance(0.5)) connection.unshift(chunk.subarray(dice.int(0, chunk.length)));
                if (dice.chance(0.5)) come();
                else subscriber.add(timer(dice.int(0, 20_000)).subscribe(come));
              },
              error: (error) => subscriber.error(error),
              complete: () => subscriber.complete(),
            });
            subscriber.add(reader);
          };
          come();
        });
      },
      /** Several readers, some of them for a while; one puts back what it has got, in the same turn as others come. */
      many(connection, { dice }) {
        return new Observable((subscriber) => {
          const count = dice.int(1, 4);
          for (let index = 0; index < count; index++) {
            const reader = connection.subscribe({
              next(chunk) {
                if (dice.chance(0.7)) return;
                reader.unsubscribe();
                // Two that put back the same would give it twice.
                if (index === 0) connection.unshift(chunk);
                globalThis.queueMicrotask(() =>
                  subscriber.add(connection.subscribe({ error: () => undefined })),
                );
              },
              error: () => undefined,
            });
            if (dice.chance(0.5))
              subscriber.add(timer(dice.int(0, 20_000)).subscribe(() => reader.unsubscribe()));
          }
          return connection.subscribe(subscriber);
        });
      },
      echo: (connection) =>
        connection.pipe(
          tap((chunk) => {
            connection.write(chunk);
            connection.write(['and', ' more']);
          }),
        ),
      alive: (connection) =>
        connection.pipe(
          idleTimeout({ each: 20_000 }),
          heartbeat(connection, { every: 5_000, frame: 'H' }),
        ),
      asks: (connection) =>
        connection.pipe(probe(connection, { after: 5_000, timeout: 2_000, frame: 'P' })),
      /** Works on lines one after the other, and then answers with all of them. */
      works(connection, { accuse, dice }) {
        const { flow, none } = counting(connection, accuse);
        const work = (line) => of(line).pipe(delay(dice.int(0, 500)));
        return concat(
          connection.pipe(
            lines(),
            pacedMap(flow, work, { high: 3, low: 1 }),
            allLines(connection, accuse),
            none,
          ),
          defer(() => (connection.writable ? sendAll(connection, LINES) : EMPTY)),
        );
      },
    },
  };
};
