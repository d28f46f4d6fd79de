import { NEVER, Observable, Subject } from 'rxjs';
import type { Held, Writable } from 'rxjs-sockets';
import type { Process } from './Process';

/** One end of a simulated connection, of whom the operators need no more than this. Its items are whole messages. */
export class End extends Observable<string> implements Writable, Held {
  readonly writable = true;
  readonly held = false;
  readonly sinceHeld = undefined;
  /** The kernel has room for the little that is said. */
  readonly writableLength = 0;
  readonly drained = NEVER;
  bytesWritten = 0;
  /** Takes what is sent from here. */
  transmit: (message: string) => void = () => undefined;
  private readonly messages = new Subject<string>();
  private lastWrite: number | undefined;

  constructor(readonly process: Process) {
    super((subscriber) => this.messages.subscribe(subscriber));
  }

  get sinceLastWrite(): number | undefined {
    return this.lastWrite === undefined ? undefined : this.process.now() - this.lastWrite;
  }

  write(chunk: string | Uint8Array): boolean {
    this.lastWrite = this.process.now();
    this.bytesWritten += chunk.length;
    this.transmit(String(chunk));
    return true;
  }

  receive(message: string): void {
    this.messages.next(message);
  }
}
