import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;

interface Piece {
  readonly chunk: Uint8Array | string;
  readonly encoding: BufferEncoding;
}

/** A socket whose bytes come and go by a stream. Nothing asks the kernel about it, since there may be none. */
export class DuplexSocket extends Socket {
  override bytesRead = 0;
  override bytesWritten = 0;

  constructor(private readonly duplex: Duplex) {
    super({ allowHalfOpen: true });
    duplex
      .on('data', (chunk: Uint8Array | string) => this.receive(chunk))
      .on('end', () => this.push(null))
      .on('error', (error) => this.destroy(error))
      .on('close', () => this.ceased());
    if (duplex.readableEnded) this.push(null);
    // When somebody listens.
    if (duplex.destroyed) queueMicrotask(() => this.ceased());
  }

  override write(chunk: Uint8Array | string, ...others: never[]): boolean {
    this.bytesWritten += Buffer.byteLength(chunk);
    return super.write(chunk, ...others);
  }

  override _read(): void {
    this.duplex.resume();
  }

  override _write(chunk: Uint8Array | string, encoding: BufferEncoding, done: Done): void {
    this.duplex.write(chunk, encoding, done);
  }

  override _writev(pieces: readonly Piece[], done: Done): void {
    const { duplex } = this;
    duplex.cork();
    pieces.forEach(({ chunk, encoding }, index) => {
      duplex.write(chunk, encoding, index === pieces.length - 1 ? done : undefined);
    });
    duplex.uncork();
  }

  override _final(done: Done): void {
    if (this.duplex.writableEnded) done();
    else this.duplex.end(done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.duplex.destroy();
    super._destroy(error, done);
  }

  // Those of a socket without a handle would wait for one.
  override ref(): this {
    return this;
  }

  override unref(): this {
    return this;
  }

  private receive(chunk: Uint8Array | string): void {
    const { duplex } = this;
    const bytes =
      typeof chunk === 'string' ? Buffer.from(chunk, duplex.readableEncoding ?? 'utf8') : chunk;
    this.bytesRead += bytes.length;
    if (!this.push(bytes)) duplex.pause();
  }

  /** The stream has closed. Without an end, or with our side still open, it was cut; but what had come before that comes first. */
  private ceased(): void {
    const { duplex } = this;
    if (this.readableEnded) this.destroy(this.writableFinished ? undefined : cut());
    else if (duplex.readableEnded) this.once('end', () => this.ceased());
    else this.destroy(duplex.errored ?? cut());
  }
}

function cut(): Error {
  const error = new Error('The stream closed before both sides had ended');
  return Object.assign(error, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
