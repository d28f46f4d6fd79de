import {
  EMPTY,
  from,
  map,
  mergeMap,
  Observable,
  type ObservableInput,
  of,
  repeat,
  take,
  tap,
  timer,
} from 'rxjs';
import { type Connection, pacedBatch, pacedMap, relayTo, toIterable } from 'rxjs-sockets';
import { Passage } from './Passage';
import type { Random } from '../../lib/testing/random';
import type { Witness } from './Witness';

/** What is read, and what may be done with it. */
export interface Reading {
  readonly connection: Connection;
  readonly witness: Witness;
  readonly dice: Random;
  /** Where some of it is sent to, and what was. */
  readonly to: Connection;
  readonly sent: Buffer[];
  /** What is in flight has a limit: a reset takes all holds away. */
  readonly isBounded: boolean;
  /** Does anything, in the midst of what is going on. */
  readonly act: () => void;
  /** Somebody puts back what it doesn't use, and nobody else is to have got it. */
  isAlone: boolean;
}

/** Ways to read a connection, none of which loses anything. */
export const flowReaders: readonly ((reading: Reading) => Observable<unknown>)[] = [
  ({ witness }) => witness.watched,

  (reading) => {
    const { connection, dice, witness } = reading;
    const pace = paceOf(dice, 1);
    const passage = passageOf(reading, pace.high, pace.concurrent === 1);
    const work = (chunk: Buffer): ObservableInput<Buffer> => workOn(chunk, reading);
    const most = dice.pick([1, 3, Infinity]);
    let hasEnded = false;
    const round = witness.watched.pipe(
      tap({ complete: () => (hasEnded = true) }),
      passage.into(),
      // Who takes has to leave at once, or the rest would be lost.
      take(most),
      pacedMap(connection, work, pace),
      passage.out(),
    );
    return round.pipe(repeat({ delay: () => (hasEnded ? EMPTY : of(0)) }));
  },

  (reading) => {
    const { connection, dice, witness } = reading;
    const count = dice.int(1, 5);
    const pace = { ...paceOf(dice, count), count, within: dice.pick([0, 0, 1, 4]) };
    const passage = passageOf(reading, pace.high, pace.concurrent === 1);
    const work = (chunks: readonly Buffer[]): Observable<Buffer> =>
      from(workOn(chunks, reading)).pipe(mergeMap((all) => all));
    return witness.watched.pipe(passage.into(), pacedBatch(connection, work, pace), passage.out());
  },

  ({ connection, dice, sent, to, witness }) =>
    witness.watched.pipe(
      tap((chunk) => {
        sent.push(chunk);
        if (dice.chance(0.5)) stall(to, dice.int(1, 4));
      }),
      relayTo(to, connection),
      tap({ complete: () => to.writable && witness.blame('the end was not passed on') }),
    ),

  (reading) =>
    new Observable((subscriber) => {
      const { connection, dice, witness } = reading;
      // One in the loop, and one behind which it is held.
      const passage = passageOf(reading, 2, true);
      const all = toIterable(witness.watched.pipe(passage.into()), connection);
      const read = async (): Promise<void> => {
        for await (const chunk of all) {
          passage.give(chunk);
          await pause(dice);
        }
      };
      read().then(
        () => subscriber.complete(),
        (error: unknown) => subscriber.error(error),
      );
      return () => void all.return?.();
    }),

  // One loop after the other, each left when it has had enough.
  (reading) =>
    new Observable((subscriber) => {
      const { connection, dice, witness } = reading;
      let hasLeft = false;
      const readOn = async (): Promise<boolean> => {
        for await (const chunk of toIterable(connection)) {
          witness.take(chunk);
          await pause(dice);
          // Behind the last event nothing can be put back.
          if ((hasLeft || dice.chance(0.3)) && !connection.readableEnded) return true;
        }
        return false;
      };
      const read = async (): Promise<void> => {
        while ((await readOn()) && !hasLeft) if (dice.chance(0.5)) await pause(dice);
      };
      reading.isAlone = true;
      read()
        .finally(() => (reading.isAlone = false))
        .then(
          () => subscriber.complete(),
          (error: unknown) => subscriber.error(error),
        );
      return () => (hasLeft = true);
    }),
];

function paceOf(dice: Random, least: number): { concurrent: number; high: number; low: number } {
  const high = least + dice.int(0, 6);
  return { concurrent: dice.pick([1, 1, 2, 5]), high, low: dice.int(0, high) };
}

function passageOf({ isBounded, witness }: Reading, high: number, isOrdered: boolean): Passage {
  return new Passage(isBounded ? high : Infinity, isOrdered, (what) => witness.blame(what));
}

function workOn<T>(value: T, { act, dice }: Reading): ObservableInput<T> {
  if (dice.chance(0.1)) act();
  return dice.pick([
    () => of(value),
    () => Promise.resolve(value),
    () => timer(dice.int(0, 4)).pipe(map(() => value)),
  ])();
}

/** It takes nothing for so many ms: that of a run is too little to fill the kernel's buffers. */
function stall({ socket }: Connection, ms: number): void {
  socket.cork();
  setTimeout(() => socket.uncork(), ms);
}

function pause(dice: Random): Promise<unknown> | undefined {
  return dice.pick([
    () => undefined,
    () => new Promise(setImmediate),
    () => new Promise((resolve) => setTimeout(resolve, dice.int(1, 4))),
  ])();
}
