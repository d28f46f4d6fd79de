import type { SchedulerLike } from 'rxjs';
import { byteLimit } from '../../connection/byteLimit';
import { numberOption } from '../../connection/numberOption';
import { Settings } from '../../connection/Settings';
import { steadyScheduler } from '../../time/steadyScheduler';
import { waitingScheduler } from '../../time/waitingScheduler';
import type { Endpoint } from './Endpoint';
import { Lane, type Line } from './Lane';
import { random } from '../random';
import type { WireOptions } from './WireOptions';

const LARGEST_SEED = 2 ** 31 - 1;
/** The longest that a timer of Node's can wait. */
const LONGEST = 2 ** 31 - 1;

/** {@link WireOptions}, checked once for all connections that lie on it. */
export class Wire {
  readonly latency: number;
  readonly bytesPerSecond: number;
  /** Where its sockets run. */
  readonly scheduler: SchedulerLike;
  /** Where what is under way runs: a process waits for that. */
  readonly delays: SchedulerLike;
  private readonly receiveBuffer: number;
  private readonly split: number | undefined;
  private line: Line = { isLost: false };
  private lanes = 0;

  constructor(options: WireOptions) {
    const { latency = 0, split, scheduler } = options;
    const isDelay = (ms: number): boolean => ms >= 0 && ms <= LONGEST;
    this.latency = numberOption('latency', latency, isDelay, `a duration of 0 to ${LONGEST} ms`);
    this.bytesPerSecond = byteLimit(options, 'bytesPerSecond', Infinity);
    this.receiveBuffer = byteLimit(options, 'receiveBuffer', 65_536);
    const isSeed = (seed: number): boolean =>
      Number.isInteger(seed) && seed >= 0 && seed <= LARGEST_SEED;
    const seeds = `a whole number of 0 to ${LARGEST_SEED}`;
    this.split = split === undefined ? undefined : numberOption('split', split, isSeed, seeds);
    // Which checks it.
    this.scheduler = new Settings({ scheduler: scheduler ?? steadyScheduler }).scheduler;
    this.delays = scheduler ?? waitingScheduler;
  }

  /** Lays it between two ends. */
  join(one: Endpoint, other: Endpoint): { readonly there: Lane; readonly back: Lane } {
    const there = this.lane(other);
    const back = this.lane(one);
    one.remote = there;
    other.remote = back;
    return { there, back };
  }

  /** Nothing of what is under way, or on the way between any two ends of now, arrives any more, and nobody is told. */
  lose(): void {
    this.line.isLost = true;
    this.line = { isLost: false };
  }

  private lane(to: Endpoint): Lane {
    const { line, receiveBuffer, split } = this;
    to.room = receiveBuffer;
    const dice = split === undefined ? undefined : random(split + this.lanes++);
    return new Lane(this, to, line, dice);
  }
}
