import type { Socket } from 'node:net';
import { Subscription, throwError } from 'rxjs';
import { abort } from '../socket/abort';
import type { Addresses } from '../socket/addressesOf';
import { closeWatch } from '../socket/closeWatch';
import { confirmEnd } from '../socket/confirmEnd';
import { deadline } from '../time/deadline';
import { follow, isFollowed, type SocketEvents } from '../socket/follow';
import { isCut } from '../socket/isCut';
import { Reads, type ReadsOwner } from '../socket/Reads';
import { Writes } from '../socket/Writes';
import { Abandonment } from './Abandonment';
import { ConnectionError } from './ConnectionError';
import type { Cut } from './Cut';
import { DeadlineError } from './DeadlineError';
import { describe } from './describe';
import type { Ending } from './Ending';
import { endingOf, type Sightings } from './endingOf';
import { Holding } from './Holding';
import { KernelTimeoutError } from './KernelTimeoutError';
import { OptionError } from './OptionError';
import type { PeerState } from './PeerState';
import type { Settings } from './Settings';
import { socketError } from './socketError';

/** What happens to one connection from its birth to its close, and what is to be said of it then. */
export class Lifecycle implements SocketEvents, ReadsOwner, Sightings {
  readonly reads: Reads;
  readonly writes: Writes;
  readonly bornAt: number;
  readonly endIsSure: boolean;
  began: Ending['began'] | undefined;
  peerEnded = false;
  cut: Cut | undefined;
  failure: ConnectionError | undefined;
  lastReadAt: number | undefined;
  lastWriteAt: number | undefined;
  holding: Holding | undefined;
  ending: Ending | undefined;
  /** Somebody asked how it ends. */
  isHeard = false;
  private awaitingPeer: ((ended: boolean) => void) | undefined;
  private waiting: ((ending: Ending) => void)[] | undefined;
  private deadlines: Subscription | undefined;
  private abandonment: Abandonment | undefined;

  constructor(
    readonly socket: Socket,
    readonly settings: Settings,
    readonly addresses: Addresses,
  ) {
    this.bornAt = this.now();
    if (isFollowed(socket)) throw new OptionError('socket', socket, 'without a Connection as yet');
    this.endIsSure = confirmEnd(socket);
    this.reads = new Reads(socket, settings.highWaterMark, this);
    this.writes = new Writes(socket);
    socket.allowHalfOpen = true;
    follow(socket, this);
    // Its close has been and gone.
    if (socket.closed) queueMicrotask(() => this.closed());
    this.attended(false);
  }

  get name(): string {
    return describe(this.addresses);
  }

  get peerState(): PeerState {
    const { cut, failure, peerEnded, reads, socket } = this;
    // An end of ours and one of the peer's together look as a cut does.
    if (cut || failure || (!socket.writableEnded && isCut(socket))) return 'reset';
    if (peerEnded) return 'ended';
    if (this.ending) return 'reset';
    return reads.isFull ? 'unknown' : 'open';
  }

  /** Calls back once, when the peer's end is known to have come, or to come no more. */
  whenPeerEnded(callback: (ended: boolean) => void): void {
    if (this.peerEnded || this.ending) callback(this.peerEnded);
    else this.awaitingPeer = callback;
  }

  whenClosed(callback: (ending: Ending) => void): void {
    if (this.ending) callback(this.ending);
    else (this.waiting ??= []).push(callback);
  }

  wrote(): void {
    this.lastWriteAt = this.settings.roughNow();
  }

  end(): void {
    if (this.socket.writableEnded || this.socket.destroyed) return;
    this.began ??= 'local';
    this.writes.flush();
    // A reset behind the peer's end would go unnoticed: the shutdown of a connection that is gone isn't an error to Node.
    if (this.peerEnded && isCut(this.socket)) this.socket.write('', () => this.socket.end());
    else this.socket.end();
  }

  /** Gives the connection up unless it has closed `limit` ms from now. */
  expect(option: DeadlineError['deadline'], limit: number): void {
    this.deadlines ??= new Subscription();
    this.deadlines.add(
      deadline(
        limit,
        () => {
          this.expire(option, limit);
        },
        this.settings.scheduler,
      ),
    );
  }

  /** Ends the connection at once, and so that the peer can't take it for an orderly end. */
  abort(cut: Cut, error: unknown): void {
    if (this.cut || this.socket.destroyed) return;
    this.cut = cut;
    this.began ??= 'local';
    this.reads.finish({ kind: 'E', error });
    abort(this.socket);
  }

  read(chunk: Buffer): void {
    this.lastReadAt = this.settings.roughNow();
    this.reads.push(chunk);
  }

  ended(): void {
    this.began ??= 'peer';
    this.peerEnded = true;
    this.reads.finish({ kind: 'C' });
    this.awaitingPeer?.(true);
    this.awaitingPeer = undefined;
    this.expect('halfClosedTimeout', this.settings.halfClosedTimeout);
    // Nothing is read after the end, so a reset behind it shows only to a write; one of no bytes will do.
    this.deadlines?.add(
      this.watch(() => {
        if (!this.socket.writableEnded) this.socket.write('');
      }),
    );
  }

  failed(error: Error): void {
    this.failure ??= socketError(this.name, error);
    this.began ??= this.failure instanceof KernelTimeoutError ? 'network' : 'peer';
    this.reads.finish({ kind: 'E', error: this.failure });
  }

  closed(): void {
    this.deadlines?.unsubscribe();
    this.abandonment?.stop();
    const ending = (this.ending = endingOf(this, this.now()));
    // Only code that took the raw socket leaves the subscribers without a last event.
    if (!this.reads.isFinished) {
      const error = new ConnectionError(`${this.name}: its socket was destroyed`);
      this.reads.finish({ kind: 'E', error });
    }
    this.reads.release();
    this.holding?.stop();
    this.writes.clear();
    this.awaitingPeer?.(false);
    for (const callback of this.waiting ?? []) this.guard(() => callback(ending));
    this.waiting = undefined;
  }

  /** Calls what may throw, and must not harm who comes behind it. */
  guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.threw(error);
    }
  }

  threw(error: unknown, heard = this.isHeard): void {
    this.abort({ type: 'failed', cause: error }, error);
    // The rxjs way to report what nobody will hear of.
    if (!heard) throwError(() => error).subscribe();
  }

  told(): void {
    if (!this.settings.allowHalfOpen && this.peerEnded) this.end();
  }

  watch(died: () => void): Subscription {
    return closeWatch(this.socket, died, this.settings.scheduler);
  }

  attended(attended: boolean): void {
    this.abandonment?.stop();
    this.abandonment = undefined;
    // Who closes has a deadline of its own.
    if (!attended && !this.ending && !this.reads.ended && !this.reads.isDiscarding)
      this.abandonment = new Abandonment(this);
  }

  hold(connection: object): Subscription {
    this.holding ??= new Holding(connection, this.settings);
    return this.reads.hold();
  }

  held(): void {
    this.holding?.begin();
  }

  released(): void {
    this.holding?.end();
  }

  expire(option: DeadlineError['deadline'], limit: number): void {
    const error = new DeadlineError(
      `${this.name} was reset: ${option} (${limit} ms) has passed`,
      option,
      limit,
    );
    this.abort({ type: 'local', by: 'deadline', cause: error }, error);
  }

  /** ms since then. */
  since(then: number | undefined): number | undefined {
    return then === undefined ? undefined : this.now() - then;
  }

  now(): number {
    return this.settings.scheduler.now();
  }
}
