import type { ObservableNotification, Subscriber } from 'rxjs';

/** The last event of a stream. */
export type Last = ObservableNotification<never>;

type Sinks = readonly Subscriber<Buffer>[];
const NOBODY: Sinks = [];

/** Who is subscribed to a connection, and who of them has got what. What one throws harms no other. */
export class Audience {
  private sinks: Sinks = NOBODY;
  /** Who has got the last bytes that were delivered. */
  private recipients: Sinks = NOBODY;

  constructor(private readonly owner: { threw(error: unknown): void }) {}

  get isThere(): boolean {
    return this.sinks.length > 0;
  }

  /** Somebody who is here has got the last bytes. */
  get knowsLast(): boolean {
    return this.sinks.some((sink) => this.recipients.includes(sink));
  }

  join(sink: Subscriber<Buffer>): void {
    // A spread would make room for 17.
    this.sinks = this.sinks.concat(sink);
  }

  leave(sink: Subscriber<Buffer>): void {
    const { recipients, sinks } = this;
    const without = (some: Sinks): Sinks => some.filter((other) => other !== sink);
    this.sinks = without(sinks);
    // Who has left is not to be kept in memory.
    this.recipients = recipients === sinks ? this.sinks : without(recipients);
  }

  deliver(chunk: Buffer): void {
    this.recipients = this.sinks;
    this.give(chunk, this.sinks);
  }

  /** To those who haven't got the last bytes. `false` if there is nobody. */
  deliverToNew(chunk: Buffer): boolean {
    const { recipients, sinks } = this;
    const heirs = sinks.filter((sink) => !recipients.includes(sink));
    this.recipients = recipients.concat(heirs);
    this.give(chunk, heirs);
    return heirs.length > 0;
  }

  /** Tells all, who leave with that. */
  conclude(last: Last): void {
    const { sinks } = this;
    this.sinks = this.recipients = NOBODY;
    for (const sink of sinks) this.tell(last, sink);
  }

  tell(last: Last, sink: Subscriber<Buffer>): void {
    try {
      if (last.kind === 'E') sink.error(last.error);
      else sink.complete();
    } catch (error) {
      this.owner.threw(error);
    }
  }

  private give(chunk: Buffer, sinks: Sinks): void {
    for (const sink of sinks)
      try {
        sink.next(chunk);
      } catch (error) {
        this.owner.threw(error);
      }
  }
}
