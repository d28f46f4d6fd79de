import type { Socket } from 'node:net';
import type { Subscription } from 'rxjs';
import { deadline } from '../time/deadline';
import { queuedBytes } from '../socket/queuedBytes';
import { unacknowledged } from '../socket/unacknowledged';
import type { Writes } from '../socket/Writes';
import type { DeadlineError } from './DeadlineError';
import type { Settings } from './Settings';

/** Who can be abandoned. */
interface Life {
  readonly socket: Socket;
  readonly writes: Writes;
  readonly settings: Settings;
  now(): number;
  expire(option: DeadlineError['deadline'], limit: number): void;
}

/** The wait for somebody to read, hold or write, from when the last one left until somebody comes. */
export class Abandonment {
  private activeAt: number;
  private queued = 0;
  private sent: number | undefined;
  private written: number;
  private timer: Subscription;

  constructor(private readonly life: Life) {
    this.activeAt = life.now();
    this.written = life.writes.bytesWritten;
    this.timer = this.wait(life.settings.abandonedTimeout);
  }

  stop(): void {
    this.timer.unsubscribe();
  }

  private wait(ms: number): Subscription {
    return deadline(ms, () => this.judge(), this.life.settings.scheduler);
  }

  private judge(): void {
    const { life, queued, written, timer } = this;
    this.queued = queuedBytes(life.socket);
    this.written = life.writes.bytesWritten;
    // What is queued and still being taken is being written.
    const isActive = this.written !== written || (this.queued > 0 && this.queued !== queued);
    if (this.queued === 0) this.conclude(isActive);
    else
      unacknowledged(life.socket).subscribe((sent) => {
        const hasTaken = this.sent !== undefined && this.sent !== sent;
        this.sent = sent;
        if (!timer.closed) this.conclude(isActive || hasTaken);
      });
  }

  private conclude(isActive: boolean): void {
    const { life } = this;
    const limit = life.settings.abandonedTimeout;
    if (isActive) this.activeAt = life.now();
    const left = this.activeAt + limit - life.now();
    if (left > 0) this.timer = this.wait(Math.min(left, limit));
    else life.expire('abandonedTimeout', limit);
  }
}
