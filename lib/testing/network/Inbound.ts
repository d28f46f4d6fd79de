import { Queue } from '../../flow/Queue';
import { masksResets } from '../../socket/masksResets';
import { type SystemErrorCode, systemError } from './systemError';

/** How much libuv reads at a time. */
const MOST = 65_536;

/** Who asks for what has come. */
export interface Reader {
  readonly reading: boolean;
  /** So many bytes were read. */
  read(bytes: Buffer): void;
  /** There is nothing more: an end, or an error. */
  over(failure: Error | undefined): void;
}

/** What has come for a socket and waits in its kernel, in the order in which libuv finds it. */
export class Inbound {
  /** Bytes that nobody has read. */
  unread = 0;
  hasEnd = false;
  isDead = false;
  private readonly chunks = new Queue<Buffer>();
  private error: SystemErrorCode | undefined;
  private hasMasked = false;
  /** Bytes were read when there was no more to come, and nothing else since. */
  private hasReadLast = false;

  push(bytes: Buffer): void {
    this.unread += bytes.length;
    for (let at = 0; at < bytes.length; at += MOST) this.chunks.push(bytes.subarray(at, at + MOST));
  }

  die(error: SystemErrorCode): void {
    this.isDead = true;
    this.error = error;
  }

  /** The kernel tells of an error once; what is asked later gets another answer. */
  takeError(): SystemErrorCode | undefined {
    const { error } = this;
    this.error = undefined;
    return error;
  }

  /** Gives the next thing to who reads, if there is any. */
  poll(reader: Reader): boolean {
    const chunk = reader.reading ? this.chunks.shift() : undefined;
    if (chunk) {
      this.unread -= chunk.length;
      this.hasReadLast = this.isDead;
      reader.read(chunk);
      return true;
    }
    if (reader.reading && (this.hasEnd || this.isDead)) this.tellLast(reader);
    this.hasReadLast = false;
    return false;
  }

  private tellLast(reader: Reader): void {
    // An end that had come before it is told first, and the error is left to who writes.
    if (this.hasEnd) {
      reader.over(undefined);
      return;
    }
    // Seeing the hang-up it doesn't read on, and takes it for the end.
    const isMasked = masksResets && this.hasReadLast && this.error !== undefined && !this.hasMasked;
    this.hasMasked = isMasked;
    const error = isMasked ? undefined : this.takeError();
    reader.over(error && systemError('read', error));
  }
}
