import { AsyncResource } from 'node:async_hooks';
import { isIPv6 } from 'node:net';
import type { SchedulerLike } from 'rxjs';
import { Endpoint } from './Endpoint';
import type { Reader } from './Inbound';
import { Life } from './Life';
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
  private readonly life: Life;
  private readonly resource = new AsyncResource('TCP');
  private isAwake = false;

  constructor(
    readonly scheduler: SchedulerLike,
    private readonly local: Address,
    private readonly peer: Address,
  ) {
    this.life = new Life(scheduler);
    if (scheduler instanceof SocketScheduler) scheduler.sockets++;
  }

  get writeQueueSize(): number {
    return this.endpoint.waiting;
  }

  readStart(): number {
    if (this.failure) return ENOTCONN;
    this.reading = true;
    this.life.reads(true);
    this.wake();
    return 0;
  }

  readStop(): number {
    this.reading = false;
    this.life.reads(false);
    return 0;
  }

  /** Of what can't be written Node counts bytes, and text not. */
  write(bytes: Buffer, isText: boolean, done: (error?: Error) => void): void {
    const { endpoint, life } = this;
    if (!isText || !endpoint.refusesWrites) this.bytesWritten += bytes.length;
    endpoint.write(bytes, (error) => {
      life.writes(false);
      done(error);
    });
    if (endpoint.waiting > 0) life.writes(true);
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
    Object.assign(out, this.peer, { family: familyOf(this.peer) });
    return 0;
  }

  getsockname(out: object): number {
    Object.assign(out, this.local, { family: familyOf(this.local) });
    return 0;
  }

  setNoDelay(): number {
    return 0;
  }

  setKeepAlive(): number {
    return 0;
  }

  ref(): void {
    this.life.referenced(true);
  }

  unref(): void {
    this.life.referenced(false);
  }

  hasRef(): boolean {
    return this.life.isReferenced;
  }

  /** Agents of HTTP ask for it. */
  getAsyncId(): number {
    return this.resource.asyncId();
  }

  read(bytes: Buffer): void {
    this.bytesRead += bytes.length;
    this.endpoint.hasRead(bytes.length);
    this.onread(bytes);
  }

  over(failure: Error | undefined): void {
    this.failure = failure;
    this.onread(undefined);
  }

  private leave(closed: (() => void) | undefined): void {
    this.reading = false;
    this.life.end();
    this.scheduler.schedule(() => {
      this.endpoint.cancelWrites();
      closed?.();
    });
  }

  private wake(): void {
    if (this.isAwake || this.endpoint.isClosed) return;
    this.isAwake = true;
    this.scheduler.schedule(() => {
      this.isAwake = false;
      this.poll();
    });
  }

  /** All that has come, with what Node does in between. */
  private poll(): void {
    while (!this.endpoint.isClosed && this.endpoint.poll(this)) {
      if (Turns.settle()) continue;
      this.wake();
      return;
    }
  }
}

function familyOf({ address }: Address): string {
  return isIPv6(address) ? 'IPv6' : 'IPv4';
}
