import type { SchedulerLike } from 'rxjs';
import { Agenda } from '../time/Agenda';
import { roughNow } from '../time/roughNow';
import { steadyScheduler } from '../time/steadyScheduler';
import type { ConnectionOptions } from './ConnectionOptions';
import { OptionError } from './OptionError';
import { byteLimit } from './byteLimit';
import { timeLimit } from './timeLimit';
import { type WriteBuffer, writeBufferOf } from './writeBufferOf';

const steadyAgenda = new Agenda(steadyScheduler);

/** {@link ConnectionOptions}, checked and completed once for all connections of a server. */
export class Settings implements ConnectionOptions {
  readonly allowHalfOpen: boolean;
  readonly highWaterMark: number;
  readonly writeBuffer: WriteBuffer;
  readonly closeTimeout: number;
  readonly halfClosedTimeout: number;
  readonly abandonedTimeout: number;
  readonly maxHold: number;
  readonly scheduler: SchedulerLike;
  /** For what happens often and is seldom due. */
  readonly agenda: Agenda;
  /** The time of the scheduler, for what is only ever told to the user. */
  readonly roughNow: () => number;

  constructor(options: ConnectionOptions) {
    this.allowHalfOpen = options.allowHalfOpen ?? true;
    this.highWaterMark = byteLimit(options, 'highWaterMark', 65_536);
    // Node takes it as well, and reading ahead without a limit is no reading ahead.
    if (this.highWaterMark === Infinity)
      throw new OptionError(
        'highWaterMark',
        options.highWaterMark,
        'a whole number of bytes, 1 or more',
      );
    this.writeBuffer = writeBufferOf(options.writeBuffer);
    this.closeTimeout = timeLimit(options, 'closeTimeout', 10_000);
    this.halfClosedTimeout = timeLimit(options, 'halfClosedTimeout', 30_000);
    this.abandonedTimeout = timeLimit(options, 'abandonedTimeout', 30_000);
    this.maxHold = timeLimit(options, 'maxHold', 60_000);
    const { scheduler } = options;
    this.scheduler = scheduler ?? steadyScheduler;
    if (typeof this.scheduler.now !== 'function' || typeof this.scheduler.schedule !== 'function')
      throw new OptionError('scheduler', scheduler, 'a scheduler of rxjs');
    this.agenda = scheduler ? new Agenda(scheduler) : steadyAgenda;
    this.roughNow = scheduler ? () => scheduler.now() : roughNow;
  }

  static of(options: ConnectionOptions): Settings {
    return options instanceof Settings ? options : new Settings(options);
  }
}
