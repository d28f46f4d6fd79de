import { ConnectionError } from '../../connection/ConnectionError';
import { diagramOf, type Mark } from '../marbles/diagramOf';
import { peerDeeds } from '../marbles/peerDeeds';
import type { Happening, Schedule } from './Schedule';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** What is longer nobody reads. */
const LONGEST = 200;

/** A scenario that broke a law, and how. */
export class SimulationError extends ConnectionError {
  static override readonly code = 'ERR_SIMULATION';

  /**
   * @param law the law that was broken
   * @param seed `simulate({ seed, schedules: 1, ... })` breaks it again
   * @param schedule the shortest one found that breaks it
   * @param input what the peer has to say
   * @param leftAt when the pipeline was left that would have gone on
   */
  constructor(
    readonly law: string,
    readonly seed: number,
    schedule: Schedule,
    input: Buffer,
    leftAt?: number,
  ) {
    super(
      `${law} (seed ${seed})\n\n${[...textOf(schedule, input), ...leaving(leftAt)].join('\n')}`,
    );
  }
}

/** The schedule as a marble test has it. */
function textOf(schedule: Schedule, input: Buffer): string[] {
  const values: string[] = [];
  const marks: Mark[] = [];
  const reader: string[] = [];
  for (const { at, sends, does } of schedule) {
    if (sends) {
      const sign = LETTERS.charAt(values.length);
      values.push(`${sign}: ${literalOf(input, sends)}`);
      marks.push({ at, sign });
    } else if (does && does in peerDeeds) marks.push({ at, sign: signOf(does) });
    else reader.push(`  // at ${at} ms the reader does: ${does}`);
  }
  return [`connection('${diagramOf(marks)}', { ${values.join(', ')} })`, ...reader];
}

function leaving(at: number | undefined): string[] {
  return at === undefined ? [] : [`  // at ${at} ms the pipeline, which goes on, is left`];
}

function signOf(does: NonNullable<Happening['does']>): string {
  if (does === 'end') return '|';
  return does === 'reset' ? '#' : does;
}

function literalOf(input: Buffer, [from, to]: readonly [number, number]): string {
  if (to - from > LONGEST) return `Buffer.from(input).subarray(${from}, ${to})`;
  const bytes = input.subarray(from, to);
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes)
    ? JSON.stringify(text)
    : `Buffer.from('${bytes.toString('hex')}', 'hex')`;
}
