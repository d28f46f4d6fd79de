import { Duplex } from 'node:stream';
import { Subscription, type Unsubscribable } from 'rxjs';
import type { Output } from '../connection/Output';
import type { ConnectionLike } from '../connection/ConnectionLike';
import type { Addresses } from './addressesOf';

type Done = (error?: Error | null) => void;

/** The stream of `toDuplex`. It has the addresses of a socket, which a server of HTTP tells. */
export class ConnectionStream extends Duplex {
  private hold: Unsubscribable | undefined;
  private readonly subscription = new Subscription();
  private failure: Error | undefined;
  private pending: Done | undefined;

  constructor(private readonly connection: ConnectionLike) {
    super();
    // From now on, so that a cut is seen, but without reading before anybody wants that.
    this.hold = connection.hold();
    this.subscription.add(
      connection.subscribe({
        next: (chunk) => {
          if (!this.push(chunk)) this.hold ??= connection.hold();
        },
        error: (error: unknown) => this.fail(error as Error),
        complete: () => this.push(null),
      }),
    );
  }

  get remoteAddress(): string | undefined {
    return this.addresses.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.addresses.remotePort;
  }

  get localAddress(): string | undefined {
    return this.addresses.localAddress;
  }

  get localPort(): number | undefined {
    return this.addresses.localPort;
  }

  private get addresses(): Addresses {
    return this.connection as Addresses;
  }

  /** As Node's. What had come before a failure is read before that is told. */
  override read(size?: number): unknown {
    const chunk: unknown = super.read(size);
    if (this.failure && this.readableLength === 0) this.destroy(this.failure);
    return chunk;
  }

  override _read(): void {
    this.release();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this.send(chunk, done);
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: Done): void {
    this.send(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: Done): void {
    // Whoever has the connection as well may have ended it.
    if (!this.connection.writable) {
      done();
      return;
    }
    this.connection.end();
    this.whenDrained(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.subscription.unsubscribe();
    this.release();
    this.leave(error);
    this.settle(error ?? destroyed());
    done(error);
  }

  /** As a socket's. A server of HTTP calls it when it has answered for the last time: the peer need not end its side. */
  destroySoon(): void {
    this.end(() => this.destroy());
  }

  /** Who has said all and wants to hear no more, as TLS and HTTP do, cuts off nothing of that. */
  private leave(error: Error | null): void {
    const { connection } = this;
    if (error || !this.writableFinished) connection.reset(error ?? undefined);
    else if (!this.readableEnded) connection.close?.();
  }

  private send(output: Output, done: Done): void {
    if (this.connection.write(output)) done();
    else this.whenDrained(done);
  }

  private whenDrained(done: Done): void {
    this.pending = done;
    this.subscription.add(
      this.connection.drained.subscribe({
        next: () => this.settle(),
        error: (error: unknown) => this.settle(error as Error),
      }),
    );
  }

  /** Tells who waits for a write. */
  private settle(error?: Error): void {
    const { pending } = this;
    this.pending = undefined;
    pending?.(error);
  }

  private fail(error: Error): void {
    this.failure = error;
    if (this.readableLength === 0) this.destroy(error);
  }

  private release(): void {
    const { hold } = this;
    this.hold = undefined;
    hold?.unsubscribe();
  }
}

function destroyed(): Error {
  const error = new Error('The stream was destroyed before this was written');
  return Object.assign(error, { code: 'ERR_STREAM_DESTROYED' });
}
