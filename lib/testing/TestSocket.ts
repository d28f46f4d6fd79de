import { Socket, type SocketConstructorOpts } from 'node:net';
import { type SchedulerLike, Subscription } from 'rxjs';
import { steadyScheduler } from '../time/steadyScheduler';
import { type Address, TCP } from './TCP';
import { ScriptedPeer } from './ScriptedPeer';
import type { TestPeer } from './TestPeer';

/** Where a {@link TestSocket} is, and whose time it is in. */
export interface TestSocketOptions {
  /** Where its events and timers run. Default: real time. */
  readonly scheduler?: SchedulerLike | undefined;
  /** As of `net.createServer`: how many bytes are read ahead, and from how many on `write` says `false`. Default: Node's own. */
  readonly highWaterMark?: number | undefined;
  readonly local?: Address | undefined;
  readonly remote?: Address | undefined;
}

interface Piece {
  readonly chunk: Uint8Array | string;
  readonly encoding: BufferEncoding;
}

/** What Node's class has and its declarations don't tell. */
interface Inner {
  _onTimeout(): void;
  _reset(): void;
}

/** 192.0.2.0/24 is for documentation (RFC 5737): no real peer is there. */
const LOCAL = { address: '192.0.2.1', port: 7000 };
let nextPort = 49_152;

/**
 * A connected `net.Socket` without a network, for a `Connection` or for code of your own: Node's class as it is, over a handle
 * that answers as libuv and the kernel would. Its {@link TestSocket.peer} does what you tell it to.
 *
 * @example
 * ```ts
 * const socket = new TestSocket();
 * new Connection(socket).subscribe({ error: (reset: ResetError) => console.log(reset.code) });
 * socket.peer.send('hello');
 * socket.peer.reset();
 * ```
 */
export class TestSocket extends Socket {
  /** The other end. */
  readonly peer: TestPeer;
  private readonly handle: TCP;
  private readonly scheduler: SchedulerLike;
  private timer = Subscription.EMPTY;

  constructor(options: TestSocketOptions = {}) {
    const { scheduler = steadyScheduler, local = LOCAL, remote = anyAddress() } = options;
    const handle = new TCP(scheduler, local, remote);
    const { highWaterMark } = options;
    super({ handle, allowHalfOpen: true, highWaterMark } as SocketConstructorOpts);
    this.handle = handle;
    this.scheduler = scheduler;
    this.peer = new ScriptedPeer(handle);
    handle.onread = (bytes) => this.receive(bytes);
  }

  /** As Node's, in the time of the scheduler. */
  override setTimeout(ms: number, callback?: () => void): this {
    (this as { timeout?: number }).timeout = ms;
    if (callback && ms > 0) this.once('timeout', callback);
    else if (callback) this.off('timeout', callback);
    this._unrefTimer();
    return this;
  }

  override resetAndDestroy(): this {
    // Node's own takes no handle but its own.
    if (!this.destroyed) (this as unknown as Inner)._reset();
    return this;
  }

  /** @internal What Node calls for each byte that comes or goes. */
  _unrefTimer(): void {
    const { scheduler, timeout = 0 } = this;
    this.timer.unsubscribe();
    if (timeout > 0)
      this.timer = scheduler.schedule(() => (this as unknown as Inner)._onTimeout(), timeout);
  }

  /** @internal What Node calls to write. Its own would have the result of the last write of any other socket. */
  _writeGeneric(
    isMany: boolean,
    data: Piece['chunk'] | readonly Piece[],
    encoding: BufferEncoding,
    done: (error?: Error) => void,
  ): void {
    const pieces = isMany ? (data as Piece[]) : [{ chunk: data as Piece['chunk'], encoding }];
    this._unrefTimer();
    this.handle.write(Buffer.concat(pieces.map(bytesOf)), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.timer.unsubscribe();
    super._destroy(error, done);
  }

  private receive(bytes: Buffer | undefined): void {
    const { handle } = this;
    this._unrefTimer();
    if (bytes && this.push(bytes)) return;
    if (!bytes && handle.failure) {
      this.destroy(handle.failure);
      return;
    }
    handle.readStop();
    if (bytes) return;
    this.push(null);
    this.read(0);
  }
}

function bytesOf({ chunk, encoding }: Piece): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
}

function anyAddress(): Address {
  return { address: '192.0.2.2', port: nextPort++ };
}
