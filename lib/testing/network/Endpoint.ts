import { cancelsWrites } from './cancelsWrites';
import { Inbound, type Reader } from './Inbound';
import type { Kernel } from './Kernel';
import { Outbound } from './Outbound';
import { type SystemErrorCode, systemError } from './systemError';

/** What the kernel has of a socket: it answers the other end by itself, as Linux does, and the process when it is asked. */
export class Endpoint implements Kernel {
  room = 65_536;
  /** The other end, with what lies between. */
  remote!: Kernel;
  /** Its process wants nothing of it any more. */
  isClosed = false;
  private readonly inbound = new Inbound();
  private readonly outbound = new Outbound(() => this.remote);
  private tellSent: (() => void) | undefined;
  private hasSentEnd = false;
  private unacknowledged = 0;
  private writeError: SystemErrorCode | undefined;

  /** @param wake tells the process that there is something to ask for */
  constructor(private readonly wake: () => void) {}

  /** It can neither send nor receive, and never will. */
  get isDead(): boolean {
    return this.inbound.isDead;
  }

  /** It forgets the other end with the last thing that it has to do with it. */
  get knowsPeer(): boolean {
    return !this.isDead && !(this.inbound.hasEnd && this.hasSentEnd);
  }

  /** Bytes that neither kernel has taken. */
  get waiting(): number {
    return this.outbound.waiting;
  }

  receive(bytes: Buffer): void {
    // Of what its process has closed it knows nothing any more.
    if (this.isClosed) this.remote.receiveReset();
    else if (!this.isDead) this.inbound.push(bytes);
    this.wake();
  }

  acknowledge(bytes: number): void {
    this.outbound.acknowledge(bytes);
    this.sendEnd();
  }

  receiveEnd(): void {
    if (!this.isDead) this.inbound.hasEnd = true;
    this.wake();
  }

  receiveReset(): void {
    this.die(this.inbound.hasEnd ? 'EPIPE' : 'ECONNRESET');
  }

  /** Its process has read something. Told of each byte of new room, the other side would send bytes one by one. */
  hasRead(bytes: number): void {
    this.unacknowledged += bytes;
    if (this.inbound.unread > 0 && this.unacknowledged < this.room / 2) return;
    this.remote.acknowledge(this.unacknowledged);
    this.unacknowledged = 0;
  }

  /** It gives the connection up, and tells why when it is asked. */
  die(error: SystemErrorCode): void {
    if (!this.isDead) this.inbound.die(error);
    this.wake();
  }

  /** The next write fails. */
  failWrite(error: SystemErrorCode): void {
    this.writeError = error;
  }

  get refusesWrites(): boolean {
    return this.isDead || this.writeError !== undefined;
  }

  write(bytes: Buffer, done: (error?: Error) => void): void {
    if (this.refusesWrites) done(this.writeFailure());
    else this.outbound.push(bytes, done);
  }

  /** Ends this side, behind what was written. */
  end(sent: () => void): void {
    this.tellSent = sent;
    this.sendEnd();
  }

  close(): void {
    // What was sent and nobody has read is lost, which the other side is to know.
    if (!this.isDead && this.inbound.unread > 0) this.remote.receiveReset();
    else if (!this.isDead && !this.hasSentEnd) this.remote.receiveEnd();
    this.leave();
  }

  reset(): void {
    this.remote.receiveReset();
    this.leave();
  }

  /** Has what can't be sent any more fail where nobody reads, or gives the next thing that has come to who does. */
  poll(reader: Reader): boolean {
    const { inbound, isDead, outbound } = this;
    if (!reader.reading && isDead && !outbound.isEmpty) outbound.fail(this.writeFailure());
    return inbound.poll(reader);
  }

  private sendEnd(): void {
    const { outbound, tellSent } = this;
    if (!tellSent || !outbound.isEmpty) return;
    this.tellSent = undefined;
    this.hasSentEnd = true;
    this.remote.receiveEnd();
    tellSent();
  }

  /** Nobody will take what is under way. */
  cancelWrites(): void {
    this.outbound.cancel(cancelsWrites ? systemError('write', 'ECANCELED') : undefined);
  }

  private leave(): void {
    this.isClosed = true;
    this.outbound.close();
  }

  private writeFailure(): Error {
    return systemError('write', this.writeError ?? this.inbound.takeError() ?? 'EPIPE');
  }
}
