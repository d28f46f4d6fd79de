import type { Observable } from 'rxjs';
import type { Output } from './Output';

/** What can be written to: a `Connection`, or something in its place. */
export interface Writable {
  /** Sends, parts as one; `false` means that writing should wait for {@link Writable.drained}. */
  write(output: Output): boolean;
  /** Whether a write still makes sense: this side has neither ended nor been cut. */
  readonly writable: boolean;
  /** Bytes given to {@link Writable.write} so far, sent or not. */
  readonly bytesWritten: number;
  /** Bytes of those that wait to be sent: that the peer's side has not yet made room for. */
  readonly writableLength: number;
  /**
   * Asks how many of the bytes written the peer's kernel has not acknowledged, for who needs to know more exactly than
   * {@link Writable.writableLength} what the peer takes, and emits that once; `undefined` where it can't be known. An answer to
   * somebody else will do that is `maxAge` ms old at most, by default none from before the subscription.
   */
  unacknowledged?(options?: {
    readonly maxAge?: number | undefined;
  }): Observable<number | undefined>;
  /** ms since the last write, `undefined` if there was none. */
  readonly sinceLastWrite: number | undefined;
  /** Emits once and completes when all that was written is sent, so that writing may go on. */
  readonly drained: Observable<void>;
  /** Emits nothing, and errors when it has closed. Without it that is noticed when something is written. */
  readonly gone?: Observable<never>;
}
