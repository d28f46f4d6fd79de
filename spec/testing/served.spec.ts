import { delay, filter, map, merge, mergeMap, type Observable, of, take, tap, timer } from 'rxjs';
import {
  connect,
  type Connection,
  heartbeat,
  idleTimeout,
  lines,
  listen,
  type Outcome,
  pacedMap,
  probe,
  respond,
  serveEach,
} from 'rxjs-sockets';
import { memory, runSockets as run, type SocketHelpers } from 'rxjs-sockets/testing';

const runSockets = (test: (helpers: SocketHelpers) => void): void =>
  run(test, (actual, expected) => expect(actual).toEqual(expected));

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const WORK = 250;

/** A server with all that liveness and flow have: beats, asks who is silent, gives up who doesn't answer, and works on lines one by one. */
const server = (save: (line: string) => Observable<string>) =>
  serveEach((client) =>
    client.pipe(
      idleTimeout({ each: 2 * MINUTE, first: 10 * SECOND }),
      heartbeat(client, { every: 30 * SECOND, frame: 'HB\n' }),
      probe(client, { after: MINUTE, timeout: 20 * SECOND, frame: 'PING\n' }),
      lines(),
      filter((line) => line !== 'HB' && line !== 'PONG'),
      pacedMap(client, save, { high: 4, low: 1 }),
      tap((answer) => client.write(`${answer}\n`)),
    ),
  );

const saved = (line: string): Observable<string> => of(`saved ${line}`).pipe(delay(WORK));
const wentOf = ({ pipeline, ending, error }: Outcome): string =>
  [pipeline, ending.type, error instanceof Error ? error.name : ''].join(' ').trim();

describe('a whole server, for hours', () => {
  it('tells of drawn peers who is there, and how the others have gone', () => {
    runSockets(({ connection, hot, expectObservable, expectWritten }) => {
      const cut = connection('                    5s a 30s #', { a: 'one\ntw' });
      const silent = connection('                 5s a', { a: 'one\n' });
      const mute = connection('');
      const short = connection('                  5s a 50s |', { a: 'one\ntw' });
      const clients = hot('                       (csmx)', {
        c: cut,
        s: silent,
        m: mute,
        x: short,
      });
      const outcomes = clients.pipe(server(saved), map(wentOf));
      expectObservable(outcomes, '^ 3m !').toBe(' 10s m 25s c 19999ms x 29998ms s', {
        c: 'failed reset ResetError',
        m: 'failed local IdleTimeoutError',
        s: 'failed local ProbeTimeoutError',
        x: 'failed local TruncatedFrameError',
      });
      const said = { a: 'saved one\n', b: 'HB\n', p: 'PING\n' };
      expectWritten(silent).toBe('                5250ms a 29999ms b 29749ms p 19999ms #', said);
    });
  });

  it('keeps who answers for as long as that is there, and gives up who is lost', () => {
    const answers: string[] = [];
    let probes = 0;
    const talk = (peer: Connection): Observable<unknown> =>
      merge(
        peer.pipe(
          lines(),
          tap((line) => (line === 'PING' ? probes++ : undefined)),
          respond(peer, { match: (line) => line === 'PING', reply: 'PONG\n' }),
          filter((line) => line.startsWith('saved')),
          tap((line) => answers.push(line)),
        ),
        timer(0, 10 * MINUTE).pipe(
          take(18),
          tap((n) => peer.write(`line ${n}\n`)),
        ),
        timer(3 * HOUR).pipe(tap(() => peer.end())),
      );
    runSockets(({ expectObservable, scheduler }) => {
      const networks = [memory({ latency: 20, scheduler }), memory({ latency: 20, scheduler })];
      for (const [index, transport] of networks.entries()) {
        const serving = listen({ port: 7000, transport }).pipe(server(saved), map(wentOf));
        // Each way takes 20 ms, so that who is asked each minute is so 420 ms behind the hour, and then heard no more.
        const expected = ['180m 60ms e', '60m 20s 420ms p'][index]!;
        expectObservable(serving, '^ 200m !').toBe(expected, {
          e: 'completed end',
          p: 'failed local ProbeTimeoutError',
        });
        connect({ port: 7000, transport })
          .pipe(mergeMap(talk))
          .subscribe({ error: () => {} });
      }
      timer(HOUR).subscribe(() => networks[1]!.lose());
    });
    expect(answers).toHaveLength(18 + 6);
    expect(answers.at(-1)).toBe('saved line 17');
    expect(probes).toBeGreaterThan(150);
  });
});
