import { Subscriber } from 'rxjs';

/** Who reads, and what was heard of it. */
export interface Listener {
  heard(chunk: Buffer): void;
  told(last: 'completion' | 'error', error?: unknown): void;
}

/** Stands before a subscriber of a connection, and hears all that it is told, also what it must not be told any more. */
export class Reading extends Subscriber<Buffer> {
  constructor(
    private readonly reader: Subscriber<Buffer>,
    private readonly listener: Listener,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- rxjs 7 has no other way to have a subscriber of one's own
    super();
    reader.add(this);
  }

  override next(chunk: Buffer): void {
    this.listener.heard(chunk);
    this.reader.next(chunk);
  }

  override error(error: unknown): void {
    this.listener.told('error', error);
    this.reader.error(error);
  }

  override complete(): void {
    this.listener.told('completion');
    this.reader.complete();
  }
}
