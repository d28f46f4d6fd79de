import { deepStrictEqual } from 'node:assert';
import { catchError, Observable, type SchedulerLike, throwError } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import type { Ending } from '../connection/Ending';
import { OptionError } from '../connection/OptionError';
import { ResetError } from '../connection/ResetError';
import { Expected } from './marbles/Expected';
import { InPart, likeExpected } from './marbles/likeExpected';
import { parseDiagram } from './marbles/parseDiagram';
import { type ChunkValues, type Deed, peerScript } from './marbles/peerScript';
import { SocketScheduler } from './virtualTime/SocketScheduler';
import { TestSocket } from './TestSocket';

/** 192.0.2.0/24 is for documentation (RFC 5737): no real peer is there. */
const REMOTE = '192.0.2.2';
const FIRST_PORT = 49_152;

type Expecting = ReturnType<RunHelpers['expectObservable']>;
type Values = Readonly<Record<string, unknown>>;

/** What {@link runSockets} gives beside what `TestScheduler.run` does. */
export interface SocketHelpers extends RunHelpers {
  /**
   * A connection whose peer plays a diagram, from now on. A letter is a chunk, by `values` or the letter itself; `|` the peer's end, which
   * leaves our side open; `#` a reset. When it has played all the peer answers our end with its own. In a group there may be words,
   * and between letters spaces then:
   *
   * | | |
   * |---|---|
   * | `(close)` | the peer closes: it ends, and what is sent to it after that is answered with a reset |
   * | `(stop)` | it reads no more, so that all that is written waits |
   * | `(drain)` | it reads what waits, and goes on |
   * | `(fail)` | the next write fails |
   * | `(lose)` | silence from here on: nothing comes, not even an end, and nobody knows |
   * | `(timeout)` | our kernel gives the connection up, as by `keepAlive` |
   * | `(EHOSTUNREACH)` | it does so with this error, or with any other of the system's |
   * | `(a then b)` | what follows comes a turn later, when what came before has been answered |
   *
   * A group takes as many frames as it has signs; in square brackets, `[a stop]`, it takes one.
   */
  readonly connection: (
    marbles: string,
    values?: ChunkValues,
    options?: ConnectionOptions,
  ) => Connection;
  /**
   * What was sent over a connection of this run: each write, our end as `|`, our reset as `#`; a group may stand in square brackets here
   * as well. For as long as it is subscribed to, as with `expectObservable`: a connection that is left alone is reset 30 s later.
   */
  readonly expectWritten: (
    connection: Connection,
    subscription?: string,
  ) => Pick<Expecting, 'toBe'>;
  /** When and how a connection ended: one letter, whose value has those fields of the `Ending` that are of interest. */
  readonly expectEnding: (connection: Connection) => {
    readonly toBe: (marbles: string, values: Readonly<Record<string, ExpectedEnding>>) => void;
  };
  /** The virtual time, for what takes a scheduler. */
  readonly scheduler: SchedulerLike;
}

type Fields<T> = T extends unknown ? keyof T : never;
/** What is expected of an `Ending`; of its `cause` the class will do, or some fields. */
export type ExpectedEnding = Readonly<Partial<Record<Fields<Ending>, unknown>>>;

/**
 * `TestScheduler.run` with sockets: tests pipelines over connections with marbles, without a network and in virtual time. The connections are
 * real ones, over Node's own sockets, and what their peers do you draw.
 *
 * Bytes may be expected as text; an error as its class, or as an object with some of its fields, such as its `code`; `#` alone is a reset. Time ends after a day.
 * Promises can't be waited for, as with `TestScheduler.run`.
 *
 * @example
 * ```ts
 * runSockets(({ connection, expectObservable }) => {
 *   const peer = connection('                   --a-b-|', { a: 'hel', b: 'lo\n' });
 *   expectObservable(peer.pipe(lines())).toBe(' ----a-|', { a: 'hello' });
 * });
 * ```
 *
 * @param callback sets up what is to run, and what is expected of it
 * @param assertDeepEqual compares what was seen with what was expected, and throws if they differ, such as
 * `(actual, expected) => expect(actual).toEqual(expected)`. Default: that of `node:assert`
 * @returns what the callback returns
 */
export function runSockets<T>(
  callback: (helpers: SocketHelpers) => T,
  assertDeepEqual: (actual: unknown, expected: unknown) => unknown = deepStrictEqual,
): T {
  const scheduler = new SocketScheduler((actual: unknown, hidden: unknown) => {
    const expected = Expected.in(hidden);
    const messages = expected?.messages ?? hidden;
    try {
      assertDeepEqual(likeExpected(actual, messages), messages);
    } catch (error) {
      expected?.blame(error);
      throw error;
    }
  });
  let port = FIRST_PORT;
  return scheduler.run((helpers) => {
    const expecting = (
      of: Observable<unknown>,
      name: string,
      subscription?: string | null,
    ): Expecting => {
      const seen = helpers.expectObservable(of, subscription);
      return {
        toBe: function toBe(marbles: string, values?: Values, error?: unknown) {
          const claim = `${name}.toBe('${marbles}')`;
          const messages = parseDiagram(marbles, values, error);
          seen.toBe(...new Expected(messages, claim, toBe).hidden);
        },
        toEqual: (other) => seen.toEqual(other),
      };
    };
    const result = callback({
      ...helpers,
      scheduler,
      connection(marbles, values, options) {
        const { highWaterMark } = options ?? {};
        const remote = { address: REMOTE, port: port++ };
        const socket = new TestSocket({ scheduler, highWaterMark, remote });
        const deeds = peerScript(marbles, values);
        for (const deed of deeds) later(scheduler, deed, () => deed.act(socket.peer));
        later(scheduler, deeds.at(-1), () => socket.peer.finish());
        return new Connection(socket, { ...options, scheduler: options?.scheduler ?? scheduler });
      },
      expectObservable: (observable: Observable<unknown>, subscription) =>
        expecting(observable, 'expectObservable', subscription),
      expectWritten: (connection, subscription) =>
        expecting(writtenOf(connection), `expectWritten of ${connection}`, subscription),
      expectEnding: (connection) =>
        expecting(endingOf(connection), `expectEnding of ${connection}`),
    });
    // What comes behind an `await` would come when all is over, and a test that can't fail is worse than none.
    if ('then' in (Object(result) as object))
      throw new OptionError('callback', result, 'no promise, which virtual time settles none of');
    return result;
  });
}

function later(
  scheduler: SchedulerLike,
  { frame, turns }: Pick<Deed, 'frame' | 'turns'> = { frame: 0, turns: 0 },
  work: () => void,
): void {
  scheduler.schedule(() => {
    if (turns > 0) later(scheduler, { frame: 0, turns: turns - 1 }, work);
    else work();
  }, frame);
}

function writtenOf({ life, socket }: Connection): Observable<Buffer> {
  if (!(socket instanceof TestSocket))
    throw new OptionError('connection', socket, 'one that `connection` has made');
  return socket.peer.written.pipe(
    catchError(() => {
      // The peer doesn't know why, and who reads a failure wants to.
      const why = life.cut && 'cause' in life.cut ? `: ${String(life.cut.cause)}` : '';
      return throwError(() => new ResetError(`The peer saw a reset${why}`));
    }),
  );
}

function endingOf(connection: Connection): Observable<InPart> {
  return new Observable((subscriber) => {
    connection.whenClosed((ending) => subscriber.next(new InPart({ ...ending })));
  });
}
