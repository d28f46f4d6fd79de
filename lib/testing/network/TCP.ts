import type { SchedulerLike } from 'rxjs';
import { Endpoint } from './Endpoint';
import type { Reader } from './Inbound';
import { SocketScheduler } from '../virtualTime/SocketScheduler';
import { Turns } from '../virtualTime/Turns';

const ENOTCONN = -107;

interface Shutdown {
  oncomplete(status: number): void;
}

/** Where an end of a connection is. */
export interface Address {
  readonly address: string;
  readonly port: number;
}

/**
 * The handle of a {@link MemorySocket}, over a kernel of ours: it answers as libuv does, and above it all is Node's own code. It has the
 * name of Node's, by which a TCP socket is known.
 */
export class TCP implements Reader {
  readonly endpoint = new Endpoint(() => this.wake());
  reading = false;
  bytesRead = 0;
  bytesWritten = 0;
  /** Node's answer to bytes, and to none of them. */
  onread: (bytes: Buffer | undefined) => void = () => undefined;
  /** Why there are none. */
  failure: Error | undefined;
  private isAwake = false;

  constructor(
    readonly scheduler: SchedulerLike,
    private readonly local: Address,
    private readonly peer: Address,
  ) {
    if (scheduler instanceof SocketScheduler) scheduler.sockets++;
  }

  get writeQueueSize(): number {
    return this.endpoint.waiting;
  }

  readStart(): number {
    if (this.failure) return ENOTCONN;
    this.reading = true;
    this.wake();
    return 0;
  }

  readStop(): number {
    this.reading = false;
    return 0;
  }

  write(bytes: Buffer, done: (error?: Error) => void): void {
    this.bytesWritten += bytes.length;
    this.endpoint.write(bytes, done);
  }

  shutdown(request: Shutdown): number {
    if (this.endpoint.isDead) return ENOTCONN;
    this.endpoint.end(() => this.scheduler.schedule(() => request.oncomplete(0)));
    return 0;
  }

  close(closed?: () => void): void {
    this.endpoint.close();
    this.leave(closed);
  }

  reset(closed?: () => void): number {
    this.endpoint.reset();
    this.leave(closed);
    return 0;
  }

  getpeername(out: object): number {
    if (!this.endpoint.knowsPeer) return ENOTCONN;
    Object.assign(out, this.peer, { family: 'IPv4' });
    return 0;
  }

  getsockname(out: object): number {
    Object.assign(out, this.local, { family: 'IPv4' });
    return 0;
  }

  setNoDelay(): number {
    return 0;
  }

  setKeepAlive(): number {
    return 0;
  }

  /** No process waits for what is only in its memory. */
  ref(): void {
    return undefined;
  }

  unref(): void {
    return undefined;
  }

  read(bytes: Buffer): void {
    this.bytesRead += bytes.length;
    this.endpoint.remote.acknowledge(bytes.length);
    this.onread(bytes);
    Turns.settle();
  }

  over(failure: Error | undefined): void {
    this.failure = failure;
    this.onread(undefined);
  }

  private leave(closed: (() => void) | undefined): void {
    this.reading = false;
    this.scheduler.schedule(() => closed?.());
  }

  private wake(): void {
    if (this.isAwake || this.endpoint.isClosed) return;
    this.isAwake = true;
    this.scheduler.schedule(() => {
      this.isAwake = false;
      if (!this.endpoint.isClosed) this.endpoint.poll(this);
    });
  }
}
