import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;

interface Piece {
  readonly chunk: Uint8Array;
}

/** A socket whose bytes come and go by a stream. Nothing asks the kernel about it, since there may be none. */
export class DuplexSocket extends Socket {
  override bytesRead = 0;
  override bytesWritten = 0;

  private readonly receive = (chunk: Uint8Array | string): void => {
    const { duplex } = this;
    const bytes =
      typeof chunk === 'string' ? Buffer.from(chunk, duplex.readableEncoding ?? 'utf8') : chunk;
    this.bytesRead += bytes.length;
    if (!this.push(bytes)) duplex.pause();
  };

  constructor(private readonly duplex: Duplex) {
    super({ allowHalfOpen: true });
    duplex
      .on('data', this.receive)
      .on('end', () => this.push(null))
      .on('error', (error) => this.cut(error))
      .on('close', () => this.ceased());
    if (duplex.readableEnded) this.push(null);
    // When somebody listens.
    if (duplex.destroyed) queueMicrotask(() => this.ceased());
  }

  /** Text as bytes, so that all counts are of bytes. */
  override write(
    chunk: Uint8Array | string,
    encoding?: BufferEncoding | Done,
    done?: Done,
  ): boolean {
    if (typeof encoding === 'function') return this.write(chunk, undefined, encoding);
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
    this.bytesWritten += bytes.length;
    return super.write(bytes, done);
  }

  override _read(): void {
    this.duplex.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: Done): void {
    this._writev([{ chunk }], done);
  }

  override _writev(pieces: readonly Piece[], done: Done): void {
    const { duplex } = this;
    // Nothing is written only to know when all before it was.
    const last = pieces.findLastIndex(({ chunk }) => chunk.length > 0);
    if (last < 0) {
      done();
      return;
    }
    duplex.cork();
    for (const [index, { chunk }] of pieces.entries())
      if (chunk.length > 0) duplex.write(chunk, index === last ? done : undefined);
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

  /** The stream has closed. Without an end, or with our side still open, it was cut; but what had come before that comes first. */
  private ceased(): void {
    const { duplex } = this;
    if (this.readableEnded) this.closeBehindEnd();
    else if (duplex.readableEnded) this.once('end', () => this.ceased());
    else this.cut(duplex.errored ?? prematureClose());
  }

  /** A stream may have ended our side with its own. */
  private closeBehindEnd(): void {
    if (this.duplex.writableFinished && this.writableLength === 0) this.end();
    else this.destroy(this.writableFinished ? undefined : prematureClose());
  }

  /** What the stream still has is read first. */
  private cut(error: Error): void {
    // A stream that is still whole emits what it is asked for as well.
    this.duplex.off('data', this.receive);
    while (!this.destroyed) {
      const rest = this.duplex.read() as Uint8Array | string | null;
      if (rest === null) this.destroy(error);
      else this.receive(rest);
    }
  }
}

function prematureClose(): Error {
  const error = new Error('The stream closed before both sides had ended');
  return Object.assign(error, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
