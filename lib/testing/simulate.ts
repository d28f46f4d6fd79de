import { numberOption } from '../connection/numberOption';
import type { ConnectionOptions } from '../connection/ConnectionOptions';
import { timeLimit } from '../connection/timeLimit';
import { Play, type Scenario } from './simulator/Play';
import { random } from './random';
import { anySchedule, type Schedule } from './simulator/Schedule';
import { shrink } from './simulator/shrink';
import { SimulationError } from './simulator/SimulationError';

/** What {@link simulate} does, and how often. */
export interface SimulateOptions {
  /** The pipeline of a connection, as for `serveEach`. Its dice fall the same way for the same seed. */
  readonly scenario: Scenario;
  /** What the peer has to say, if it comes to it. Default: a thousand bytes. */
  readonly input?: string | Uint8Array | undefined;
  /** Those of the connection. */
  readonly options?: ConnectionOptions | undefined;
  /** Where the dice begin. Default: anywhere. */
  readonly seed?: number | undefined;
  /** How many schedules are tried. Default 1,000. */
  readonly schedules?: number | undefined;
  /** How long the pipeline may go on behind the last thing that happens until it is left, in ms. Default 120,000. */
  readonly within?: number | undefined;
}

/** What was simulated. */
export interface Simulation {
  readonly seed: number;
  readonly schedules: number;
  /** How many connections ended in which way. */
  readonly endings: Readonly<Record<string, number>>;
}

const THOUSAND = Buffer.from(
  Array.from({ length: 250 }, (_, i) => `${i % 1000}\n`.padStart(4, '0')).join(''),
);

/**
 * Plays a pipeline against everything that can happen to a connection, in virtual time: a peer that sends in any pieces, pauses,
 * stops to read, ends, resets, vanishes in the midst; a reader that holds and leaves; writes that fail. Checks what holds of every
 * connection: one last event and nothing after it, all bytes once and in order, no end without that of the peer, the right verdict,
 * one outcome, no hold and no timer left behind, nothing thrown outside of the pipeline, and no slip within: a `TypeError` and its like, or an
 * assertion. Nor may it wait for a promise, which nothing settles in virtual time.
 *
 * @example
 * ```ts
 * simulate({
 *   input: 'one\ntwo\nthree\n',
 *   scenario: (connection) =>
 *     connection.pipe(lines(), pacedMap(connection, (line) => of(line.toUpperCase()))),
 * });
 * ```
 *
 * @param options see {@link SimulateOptions}; a bad one throws an `OptionError`
 * @throws a {@link SimulationError} with the law that was broken, the seed that breaks it again, and the shortest schedule found, as
 * a diagram for `runSockets`
 */
export function simulate(options: SimulateOptions): Simulation {
  const { input = THOUSAND, scenario, schedules = 1_000, seed = anySeed() } = options;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  numberOption('schedules', schedules, isCount, 'a whole number, 1 or more');
  numberOption('seed', seed, Number.isSafeInteger, 'a whole number');
  const setting = {
    scenario,
    input: Buffer.from(input),
    options: options.options ?? {},
    within: timeLimit(options, 'within', 120_000),
  };
  const endings: Record<string, number> = {};
  for (let own = seed; own < seed + schedules; own++) {
    const schedule = anySchedule(random(own), setting.input.length);
    const { broken: law, ending } = Play.of(setting, schedule, own);
    if (law !== undefined) {
      const breaks = (shorter: Schedule): boolean => Play.of(setting, shorter, own).broken === law;
      const shortest = shrink(schedule, breaks);
      const { leftAt } = Play.of(setting, shortest, own);
      throw new SimulationError(law, own, shortest, setting.input, leftAt);
    }
    const type = ending?.type ?? 'none';
    endings[type] = (endings[type] ?? 0) + 1;
  }
  return { seed, schedules, endings };
}

function anySeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
