import { deepStrictEqual } from 'node:assert';
import type { Observable, SchedulerLike } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import type { Connection } from '../connection/Connection';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import type { Ending } from '../connection/Ending';
import { OptionError } from '../connection/OptionError';
import { endingOf } from './marbles/endingOf';
import { Expected } from './marbles/Expected';
import { expecting } from './marbles/expecting';
import { likeExpected } from './marbles/likeExpected';
import type { ChunkValues } from './marbles/peerScript';
import { playedConnection } from './marbles/playedConnection';
import { writtenOf } from './marbles/writtenOf';
import { SocketScheduler } from './virtualTime/SocketScheduler';

/** Of the peers, in the order in which they are drawn: what is told of them is the same in each run. */
const FIRST_PORT = 49_152;

/** What {@link runSockets} gives beside what `TestScheduler.run` does. */
export interface SocketHelpers extends RunHelpers {
  /**
   * A connection whose peer plays a diagram, from now on. A letter is a chunk, by `values`, or the letter itself without any; `|` the peer's end, which
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
   * A group takes as many frames as it has signs; in square brackets, `[a stop]`, it takes one. A slip throws an `OptionError`: a word that there isn't,
   * a letter without a value, a chunk behind the end.
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
  ) => Pick<ReturnType<RunHelpers['expectObservable']>, 'toBe'>;
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
 * Bytes may be expected as text; an error as its class, or as an object with some of its fields, such as its `code`; `#` alone is a reset. Time ends a day after the last thing that a peer does.
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
    const result = callback({
      ...helpers,
      scheduler,
      connection: (marbles, values, options) =>
        playedConnection({ marbles, values, options, scheduler, port: port++ }),
      expectObservable: (observable: Observable<unknown>, subscription) =>
        expecting('expectObservable', helpers.expectObservable(observable, subscription)),
      expectWritten(connection, subscription) {
        const written = helpers.expectObservable(writtenOf(connection), subscription);
        return expecting(`expectWritten of ${connection}`, written);
      },
      expectEnding(connection) {
        const ending = helpers.expectObservable(endingOf(connection));
        return expecting(`expectEnding of ${connection}`, ending);
      },
    });
    // What comes behind an `await` would come when all is over, and a test that can't fail is worse than none.
    if ('then' in (Object(result) as object))
      throw new OptionError('callback', result, 'no promise, which virtual time settles none of');
    return result;
  });
}
