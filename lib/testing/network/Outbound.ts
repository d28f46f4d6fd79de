import type { Kernel } from './Kernel';

interface Write {
  left: Buffer;
  readonly done: (error?: Error) => void;
}

/** What a socket has written, until the kernels have taken it. */
export class Outbound {
  /** Bytes that neither kernel has taken. */
  waiting = 0;
  private writes: Write[] = [];
  /** Bytes that the other side hasn't read. */
  private underWay = 0;
  private isPumping = false;
  private isClosed = false;

  constructor(private readonly remote: () => Kernel) {}

  get isEmpty(): boolean {
    return this.writes.length === 0;
  }

  push(bytes: Buffer, done: Write['done']): void {
    this.waiting += bytes.length;
    this.writes.push({ left: bytes, done });
    this.pump();
  }

  acknowledge(bytes: number): void {
    this.underWay -= bytes;
    this.pump();
  }

  /** What is under way fails, and all behind it is lost. */
  fail(error: Error): void {
    const [first] = this.writes;
    this.writes = [];
    this.waiting = 0;
    first?.done(error);
  }

  /** Nothing more is sent. */
  close(): void {
    this.isClosed = true;
  }

  /** Tells of what was not sent that it is over, which is no error: who has closed knows. */
  cancel(): void {
    const { writes } = this;
    this.writes = [];
    this.waiting = 0;
    for (const { done } of writes) done();
  }

  private pump(): void {
    // Who reads at once answers from within.
    if (this.isPumping || this.isClosed) return;
    this.isPumping = true;
    for (let first = this.writes[0]; first && this.take(first); [first] = this.writes) {
      this.writes.shift();
      first.done();
    }
    this.isPumping = false;
  }

  /** Whether all of it was taken. */
  private take(write: Write): boolean {
    for (;;) {
      const remote = this.remote();
      const part = write.left.subarray(0, Math.max(0, remote.room - this.underWay));
      if (part.length === 0) return write.left.length === 0;
      write.left = write.left.subarray(part.length);
      this.waiting -= part.length;
      this.underWay += part.length;
      remote.receive(part);
    }
  }
}
