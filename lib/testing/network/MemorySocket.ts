import { Socket, type SocketConstructorOpts } from 'node:net';
import { Subscription } from 'rxjs';
import { ConnectionError } from '../../connection/ConnectionError';
import type { TCP } from './TCP';

/** What Node gives a socket of `net.createServer` and `net.connect` as well. */
export interface MemorySocketOptions {
  readonly highWaterMark?: number | undefined;
  readonly allowHalfOpen?: boolean | undefined;
}

/** The longest that a timer of Node's can wait. */
const LONGEST = 2 ** 31 - 1;

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
    { allowHalfOpen, highWaterMark }: MemorySocketOptions = {},
  ) {
    super({ handle, allowHalfOpen, highWaterMark } as SocketConstructorOpts);
    handle.onread = (bytes) => this.receive(bytes);
  }

  /** As Node's, in the time of the scheduler. */
  override setTimeout(ms: number, callback?: () => void): this {
    // Node checks it, and gets no timer of real time.
    super.setTimeout(ms, callback);
    super.setTimeout(0);
    (this as { timeout?: number }).timeout = ms;
    this._unrefTimer();
    return this;
  }

  /** It is connected, and there is no network. */
  override connect(): never {
    throw new ConnectionError('A socket in memory connects to nobody else');
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
    const expire = (): void => (this as unknown as Inner)._onTimeout();
    if (timeout > 0 && !this.destroyed)
      this.timer = scheduler.schedule(expire, Math.min(timeout, LONGEST));
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
    const isText = !isMany && typeof data === 'string';
    this.handle.write(Buffer.concat(pieces.map(bytesOf)), isText, done);
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
