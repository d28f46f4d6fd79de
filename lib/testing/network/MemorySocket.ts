import { Socket, type SocketConstructorOpts } from 'node:net';
import { Subscription } from 'rxjs';
import type { TCP } from './TCP';

/** What Node gives a socket of `net.createServer` and `net.connect` as well. */
export interface MemorySocketOptions {
  readonly highWaterMark?: number | undefined;
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

/** A connected `net.Socket` without a network: Node's class as it is, over a handle that answers as libuv and the kernel would. */
export class MemorySocket extends Socket {
  private timer = Subscription.EMPTY;

  /** @internal */
  constructor(
    private readonly handle: TCP,
    { highWaterMark }: MemorySocketOptions = {},
  ) {
    super({ handle, allowHalfOpen: true, highWaterMark } as SocketConstructorOpts);
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
    const { timeout = 0 } = this as { timeout?: number };
    const { scheduler } = this.handle;
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
