import { asyncScheduler, defer, type Observable, of, ReplaySubject, Subject, take } from 'rxjs';
import type { Holdable, Writable } from 'rxjs-sockets';

/** What a liveness operator needs of a connection, without a socket, in the time of rxjs' default scheduler. */
export interface FakeWritable extends Writable, Holdable {
  writable: boolean;
  held: boolean;
  /** What was written, as text with a character for each byte. */
  readonly sent: Observable<string>;
  /** The peer takes nothing from now on: what is written waits. */
  stick(): void;
  /** The peer takes so many of the bytes that wait; with the last of them it takes all again. */
  take(bytes?: number): void;
  release(): void;
}

export function fakeWritable(): FakeWritable {
  const sent = new ReplaySubject<string>(Infinity);
  const room = new Subject<void>();
  let isStuck = false;
  let lastWriteAt: number | undefined;
  let heldUntil: number | undefined;
  const since = (time: number | undefined): number | undefined =>
    time === undefined ? undefined : asyncScheduler.now() - time;

  let waiting = 0;
  let written = 0;
  return {
    sent: sent.asObservable(),
    writable: true,
    held: false,
    get bytesWritten() {
      return written;
    },
    get writableLength() {
      return waiting;
    },
    get sinceLastWrite() {
      return since(lastWriteAt);
    },
    get sinceHeld() {
      return this.held ? 0 : since(heldUntil);
    },
    drained: defer(() => (isStuck ? room.pipe(take(1)) : of(undefined))),
    write(output) {
      const parts = typeof output === 'string' || output instanceof Uint8Array ? [output] : output;
      const text = parts
        .map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString('latin1')))
        .join('');
      lastWriteAt = asyncScheduler.now();
      written += text.length;
      if (isStuck) waiting += text.length;
      sent.next(text);
      return !isStuck;
    },
    stick() {
      isStuck = true;
    },
    take(bytes = waiting) {
      waiting -= bytes;
      isStuck = waiting > 0;
      if (!isStuck) room.next();
    },
    hold() {
      this.held = true;
      return { unsubscribe: () => this.release() };
    },
    release() {
      this.held = false;
      heldUntil = asyncScheduler.now();
    },
  };
}
