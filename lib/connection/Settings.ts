import type { SchedulerLike } from 'rxjs';
import { steadyScheduler } from '../socket/steadyScheduler';
import type { ConnectionOptions } from './ConnectionOptions';
import { byteLimit } from './byteLimit';
import { timeLimit } from './timeLimit';

/** {@link ConnectionOptions}, checked and completed once for all connections of a server. */
export class Settings implements ConnectionOptions {
  readonly allowHalfOpen: boolean;
  readonly highWaterMark: number;
  readonly maxWritableLength: number;
  readonly closeTimeout: number;
  readonly halfClosedTimeout: number;
  readonly abandonedTimeout: number;
  readonly scheduler: SchedulerLike;

  constructor(options: ConnectionOptions) {
    this.allowHalfOpen = options.allowHalfOpen ?? true;
    this.highWaterMark = byteLimit(options, 'highWaterMark', 65_536);
    this.maxWritableLength = byteLimit(options, 'maxWritableLength', 8_388_608);
    this.closeTimeout = timeLimit(options, 'closeTimeout', 10_000);
    this.halfClosedTimeout = timeLimit(options, 'halfClosedTimeout', 30_000);
    this.abandonedTimeout = timeLimit(options, 'abandonedTimeout', 30_000);
    this.scheduler = options.scheduler ?? steadyScheduler;
  }

  static of(options: ConnectionOptions): Settings {
    return options instanceof Settings ? options : new Settings(options);
  }
}
