import type { Socket } from 'node:net';
import { ByteQueue } from './ByteQueue';

type Chunk = string | Uint8Array;

/** What a handle was given, and what of that still waits. */
interface Sent {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
}

/**
 * Sends, and keeps what has to wait. Once Node says that its own queue is full the rest is gathered here until that has
 * been sent: each small write would cost Node some hundred bytes.
 */
export class Writes {
  private queue: ByteQueue | undefined;
  private drained: (() => void) | undefined;
  private following = false;

  constructor(private readonly socket: Socket) {}

  /** Bytes that the kernel has not taken. */
  get unsent(): number {
    // Node counts a chunk as waiting until the kernel has taken all of it, and its handle counts the bytes.
    const { _handle: handle } = this.socket as { _handle?: Partial<Sent> | null };
    if (this.length === 0 || handle?.bytesWritten === undefined) return this.length;
    return this.bytesWritten - handle.bytesWritten + (handle.writeQueueSize ?? 0);
  }

  /** Bytes that wait to be sent, those of a chunk that is under way included. Costs less than {@link Writes.unsent}. */
  get length(): number {
    return this.socket.writableLength + this.gathered;
  }

  /** Bytes that were written, sent or not. */
  get bytesWritten(): number {
    return this.socket.bytesWritten + this.gathered;
  }

  /** Writing should wait. */
  get needDrain(): boolean {
    return this.gathered > 0 || this.socket.writableNeedDrain;
  }

  private get gathered(): number {
    return this.queue?.length ?? 0;
  }

  /** Calls back each time that writing may go on, and when the end has been sent. */
  onDrained(callback: () => void): void {
    this.drained = callback;
    this.follow();
  }

  /** Calls back once, when all that has been written so far is with the kernel; not if the socket fails before. Not behind an end. */
  whenSent(callback: () => void): void {
    this.flush();
    this.socket.write('', (error) => error ?? callback());
  }

  /** As Node's; parts are one write for the kernel, which may hold a second one back until the peer has confirmed the first. */
  write(output: Chunk | readonly Chunk[]): boolean {
    if (!isParts(output)) return this.writePart(output);
    // What can't be sent throws before anything is: half a message would be worse than none.
    const parts = output.map(bufferOf);
    const wasFull = this.needDrain;
    this.socket.cork();
    for (const part of parts) this.writePart(part);
    // What comes behind the part that fills Node's queue.
    if (!wasFull) this.flush();
    this.socket.uncork();
    return !this.needDrain;
  }

  /** Gives all that was gathered to Node. */
  flush(): void {
    const { queue, socket } = this;
    if (!queue) return;
    socket.cork();
    while (queue.length > 0) socket.write(queue.shift());
    socket.uncork();
  }

  /** Forgets what was gathered: it can't be sent any more. */
  clear(): void {
    this.queue?.clear();
  }

  private writePart(chunk: Chunk): boolean {
    if (!this.needDrain) return this.socket.write(chunk);
    const bytes = bufferOf(chunk);
    if (bytes.length > 0) this.gather(bytes);
    return false;
  }

  private gather(bytes: Buffer): void {
    this.queue ??= new ByteQueue();
    this.queue.push(bytes);
    this.follow();
  }

  // Not before it is needed: most connections are never full.
  private follow(): void {
    if (this.following) return;
    this.following = true;
    const told = (): void => {
      this.flush();
      if (!this.needDrain) this.drained?.();
    };
    this.socket.on('drain', told).on('finish', told);
  }
}

function isParts(output: Chunk | readonly Chunk[]): output is readonly Chunk[] {
  return Array.isArray(output);
}

function bufferOf(chunk: Chunk): Buffer {
  return typeof chunk === 'string'
    ? Buffer.from(chunk)
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
