import type { Socket } from 'node:net';
import type { Subscription } from 'rxjs';
import { ByteQueue } from './ByteQueue';
import { isCut } from './isCut';

/**
 * What was read and can't be delivered yet. Past its limit the socket is paused, so that the rest stays with the kernel and
 * the peer has to wait, and is watched, since a paused socket sees nothing. When all is taken it is read on.
 */
export class Backlog {
  private readonly ahead = new ByteQueue();
  private watch: Subscription | undefined;
  private readonly nodesLimit: number;

  constructor(
    private readonly socket: Socket,
    private limit: number,
    private readonly owner: { watch(died: () => void): Subscription },
  ) {
    this.nodesLimit = socket.readableHighWaterMark;
  }

  get length(): number {
    return this.ahead.length;
  }

  /** More may wait in the kernel, behind which an end can't be seen. */
  get isFull(): boolean {
    return this.watch !== undefined;
  }

  push(chunk: Buffer): void {
    this.ahead.push(chunk);
    if (this.length < this.limit || this.watch) return;
    // Each time anew, since the wait for a look begins anew as well for who takes some now and then.
    if (isCut(this.socket)) {
      this.takeAll();
      return;
    }
    this.socket.pause();
    // Node would fill a buffer of its own now, and small chunks cost it a hundred times their size.
    this.setNodesLimit(1);
    this.watch = this.owner.watch(() => {
      this.takeAll();
      this.readOn();
    });
  }

  shift(): Buffer {
    const chunk = this.ahead.shift();
    if (this.length === 0) this.readOn();
    return chunk;
  }

  unshift(chunk: Buffer): void {
    this.ahead.unshift(chunk);
  }

  clear(): void {
    this.ahead.clear();
    this.readOn();
  }

  /** Takes what is left in Node's own buffer, which goes with the socket. Nothing comes after that. */
  close(): void {
    this.watch?.unsubscribe();
    this.limit = Infinity;
    for (;;) {
      const { length } = this;
      const chunk = this.socket.read() as Buffer | null;
      if (chunk === null) return;
      // A socket that is still whole emits what it is asked for as well, and then it is here already.
      if (this.length === length) this.ahead.push(chunk);
    }
  }

  /** Nothing more can come, so what the kernel still holds is the most that there is to take. */
  private takeAll(): void {
    this.limit = Infinity;
  }

  private readOn(): void {
    if (!this.watch) return;
    this.watch.unsubscribe();
    this.watch = undefined;
    this.setNodesLimit(this.nodesLimit);
    this.socket.resume();
  }

  private setNodesLimit(bytes: number): void {
    const state = (this.socket as { _readableState?: { highWaterMark: number } })._readableState;
    if (state) state.highWaterMark = bytes;
  }
}
