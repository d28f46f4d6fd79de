import type { SchedulerLike } from 'rxjs';
import { Inbound, type Reader } from './Inbound';
import type { Kernel } from './Kernel';
import { Outbound } from './Outbound';
import { Turns } from './Turns';
import { type SystemErrorCode, systemError } from './systemError';

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
 * The handle and the kernel under a {@link TestSocket}, which answer as libuv and Linux do; above that all is Node's own code. It has
 * the name of Node's, by which a TCP socket is known.
 */
export class TCP implements Kernel, Reader {
  room = 65_536;
  reading = false;
  bytesRead = 0;
  bytesWritten = 0;
  /** The other end, with what lies between. */
  remote!: Kernel;
  /** Node's answer to bytes, and to none of them. */
  onread: (bytes: Buffer | undefined) => void = () => undefined;
  /** Why there are none. */
  failure: Error | undefined;
  private readonly inbound = new Inbound();
  private readonly outbound = new Outbound(() => this.remote);
  private shutdownRequest: Shutdown | undefined;
  private hasSentEnd = false;
  private isClosed = false;
  private isAwake = false;
  private writeError: SystemErrorCode | undefined;

  constructor(
    readonly scheduler: SchedulerLike,
    private readonly local: Address,
    private readonly peer: Address,
  ) {}

  receive(bytes: Buffer): void {
    // Of what its process has closed it knows nothing any more.
    if (this.isClosed) this.remote.receiveReset();
    else if (!this.inbound.isDead) this.inbound.push(bytes);
    this.wake();
  }

  acknowledge(bytes: number): void {
    this.outbound.acknowledge(bytes);
    this.shutDown();
  }

  receiveEnd(): void {
    if (!this.inbound.isDead) this.inbound.hasEnd = true;
    this.wake();
  }

  receiveReset(): void {
    this.die(this.inbound.hasEnd ? 'EPIPE' : 'ECONNRESET');
  }

  /** The kernel gives the connection up, and tells why when it is asked. */
  die(error: SystemErrorCode): void {
    if (!this.inbound.isDead) this.inbound.die(error);
    this.wake();
  }

  /** The next write fails. */
  failWrite(error: SystemErrorCode): void {
    this.writeError = error;
  }

  get writeQueueSize(): number {
    return this.outbound.waiting;
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
    if (this.inbound.isDead || this.writeError) done(this.writeFailure());
    else this.outbound.push(bytes, done);
  }

  shutdown(request: Shutdown): number {
    if (this.inbound.isDead) return ENOTCONN;
    this.shutdownRequest = request;
    this.shutDown();
    return 0;
  }

  close(closed?: () => void): void {
    // What was sent and nobody has read is lost, which the other side is to know.
    if (this.inbound.unread > 0) this.remote.receiveReset();
    else if (!this.hasSentEnd && !this.inbound.isDead) this.remote.receiveEnd();
    this.leave(closed);
  }

  reset(closed?: () => void): number {
    this.remote.receiveReset();
    this.leave(closed);
    return 0;
  }

  getpeername(out: object): number {
    // It forgets the other end with the last thing that it has to do with it.
    if (this.inbound.isDead || (this.inbound.hasEnd && this.hasSentEnd)) return ENOTCONN;
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
    this.remote.acknowledge(bytes.length);
    this.onread(bytes);
    Turns.settle();
  }

  over(failure: Error | undefined): void {
    this.failure = failure;
    this.onread(undefined);
  }

  private writeFailure(): Error {
    return systemError('write', this.writeError ?? this.inbound.takeError() ?? 'EPIPE');
  }

  private shutDown(): void {
    const request = this.shutdownRequest;
    if (!request || !this.outbound.isEmpty) return;
    this.shutdownRequest = undefined;
    this.hasSentEnd = true;
    this.remote.receiveEnd();
    this.scheduler.schedule(() => request.oncomplete(0));
  }

  private leave(closed: (() => void) | undefined): void {
    this.isClosed = true;
    this.reading = false;
    this.outbound.clear();
    this.scheduler.schedule(() => closed?.());
  }

  private wake(): void {
    if (this.isAwake || this.isClosed) return;
    this.isAwake = true;
    this.scheduler.schedule(() => {
      this.isAwake = false;
      if (!this.isClosed) this.poll();
    });
  }

  private poll(): void {
    const { inbound, outbound } = this;
    if (this.reading) inbound.poll(this);
    else if (inbound.isDead && !outbound.isEmpty) outbound.fail(this.writeFailure());
  }
}
