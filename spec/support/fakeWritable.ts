import { asyncScheduler, NEVER, Subject } from 'rxjs';
import type { Frame, Holdable, Writable } from 'rxjs-sockets';

/** A connection of which only the sending side is there, in virtual time: what is written can be told in marbles. */
export class FakeWritable implements Writable, Holdable {
  /** Each write, as text, a character for each byte. */
  readonly written = new Subject<string>();
  writable = true;
  writableLength = 0;
  bytesWritten = 0;
  held = false;
  sinceHeld = undefined;
  drained = NEVER;
  private lastWriteAt: number | undefined;

  get sinceLastWrite(): number | undefined {
    return this.lastWriteAt === undefined ? undefined : asyncScheduler.now() - this.lastWriteAt;
  }

  write(frame: Frame): boolean {
    this.lastWriteAt = asyncScheduler.now();
    this.bytesWritten += frame.length;
    this.written.next(typeof frame === 'string' ? frame : Buffer.from(frame).toString('latin1'));
    return true;
  }

  hold(): never {
    throw new Error('Nobody holds it in a spec');
  }
}
