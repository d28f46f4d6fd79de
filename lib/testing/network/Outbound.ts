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
  private isTaking = false;
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

  /** Tells of what was not sent that it is over. */
  cancel(error: Error | undefined): void {
    const { writes } = this;
    this.writes = [];
    this.waiting = 0;
    for (const { done } of writes) done(error);
  }

  private pump(): void {
    // Who reads at once answers from within.
    while (!this.isTaking && !this.isClosed) {
      const [first] = this.writes;
      if (!first || !this.take(first)) return;
      this.writes.shift();
      // From within it may write on, and throw.
      first.done();
    }
  }

  /** Whether all of it was taken. */
  private take(write: Write): boolean {
    this.isTaking = true;
    try {
      return this.takeAll(write);
    } finally {
      this.isTaking = false;
    }
  }

  private takeAll(write: Write): boolean {
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
