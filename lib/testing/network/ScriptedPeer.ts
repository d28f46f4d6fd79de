import { ReplaySubject, type SchedulerLike } from 'rxjs';
import { ResetError } from '../../connection/ResetError';
import type { Endpoint } from './Endpoint';
import type { Kernel } from './Kernel';
import type { SystemErrorCode } from './systemError';
import type { TestPeer } from '../TestPeer';

/** The peer that a test speaks for, and its kernel, which answers by itself. */
export class ScriptedPeer implements Kernel, TestPeer {
  private readonly log = new ReplaySubject<Buffer>(Infinity);
  private isReading = true;
  private isLost = false;
  private isClosed = false;
  private hasEnded = false;
  private hasHeardEnd = false;
  private hasSaidAll = false;
  private unread = 0;

  constructor(
    private readonly socket: Endpoint,
    private readonly scheduler: SchedulerLike,
  ) {
    socket.remote = this;
  }

  readonly written = this.log.asObservable();

  get room(): number {
    return this.isReading || this.isLost ? Infinity : 0;
  }

  send(chunk: string | Uint8Array): void {
    if (!this.isMute) this.socket.receive(Buffer.from(chunk));
  }

  end(): void {
    if (this.isMute) return;
    this.hasEnded = true;
    this.socket.receiveEnd();
  }

  close(): void {
    this.end();
    this.isClosed = true;
  }

  reset(): void {
    if (this.isLost) return;
    this.isClosed = true;
    this.socket.receiveReset();
  }

  stop(): void {
    this.isReading = false;
  }

  drain(): void {
    const { unread } = this;
    this.isReading = true;
    this.unread = 0;
    // Nothing is heard of it within this call.
    this.scheduler.schedule(() => {
      if (this.isLost) return;
      this.socket.acknowledge(unread);
      this.answerEnd();
    });
  }

  lose(): void {
    this.isLost = true;
  }

  timeOut(error: SystemErrorCode = 'ETIMEDOUT'): void {
    this.socket.die(error);
  }

  failWrite(error: SystemErrorCode = 'EPIPE'): void {
    this.socket.failWrite(error);
  }

  finish(): void {
    this.hasSaidAll = true;
    this.answerEnd();
  }

  receive(bytes: Buffer): void {
    this.log.next(bytes);
    if (this.isLost) return;
    if (this.isClosed) this.socket.receiveReset();
    else if (this.isReading) this.socket.acknowledge(bytes.length);
    else this.unread += bytes.length;
  }

  acknowledge(): void {
    return undefined;
  }

  receiveEnd(): void {
    this.hasHeardEnd = true;
    this.log.complete();
    this.answerEnd();
  }

  receiveReset(): void {
    this.isClosed = true;
    this.log.error(new ResetError('The peer saw a reset'));
  }

  private get isMute(): boolean {
    return this.isLost || this.isClosed || this.hasEnded;
  }

  private answerEnd(): void {
    if (this.hasHeardEnd && this.hasSaidAll && this.isReading) this.end();
  }
}
