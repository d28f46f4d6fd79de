import type { Observable } from 'rxjs';
import type { SystemErrorCode } from './network/systemError';

/** The other end of a `TestSocket`, which does what it is told, at once. */
export interface TestPeer {
  /**
   * What the socket has sent, each write as it went to the kernel, from the beginning. Completes when the socket has ended its side,
   * and errors with a `ResetError` when it has reset the connection.
   */
  readonly written: Observable<Buffer>;
  /** It sends bytes, or text as UTF-8. */
  send(chunk: string | Uint8Array): void;
  /** It ends its side, and takes what comes as before. */
  end(): void;
  /** It closes both sides in order: what is sent to it from now on is answered with a reset. */
  close(): void;
  /** It cuts the connection. */
  reset(): void;
  /** It reads no more: all that is written from now on waits. */
  stop(): void;
  /** It reads all that waits, and what comes after that: the socket hears of it a turn later. */
  drain(): void;
  /** The host or the network is gone: nothing comes from it any more, neither bytes nor an end, and nobody knows. */
  lose(): void;
  /** Our kernel gives the connection up, as with `keepAlive` when nothing answers. Default: `ETIMEDOUT`. */
  timeOut(error?: SystemErrorCode): void;
  /** The next write fails. Default: `EPIPE`. */
  failWrite(error?: SystemErrorCode): void;
  /** It has said all, and ends its side as soon as the socket does, or has. */
  finish(): void;
}
