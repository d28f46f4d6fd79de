import { Observable, type Subscription } from 'rxjs';
import type { Connection } from 'rxjs-sockets';
import { pattern } from './pattern';

/**
 * Watches what a connection hands to any number of subscribers: that together they get the pattern from its first byte on,
 * that none misses a chunk between its first and its last, and that the last event is the same for all and the last.
 */
export class Witness {
  /** How many bytes came out, however many got them. */
  delivered = 0;
  /** How many are subscribed. */
  listening = 0;
  /** The last event: `complete`, or the name of the error. */
  last: string | undefined;
  /** What went wrong first, if anything did. */
  wrong: string | undefined;
  readonly over: Promise<string>;
  /** The connection, watched, as the source of a pipeline. */
  readonly watched = new Observable<Buffer>((subscriber) =>
    this.subscribe(
      (chunk) => subscriber.next(chunk),
      (last) => {
        if (last === 'complete') subscriber.complete();
        else subscriber.error(Object.assign(new Error(last), { name: last }));
      },
    ),
  );
  private tell!: (last: string) => void;
  private chunk: Buffer | undefined;

  constructor(private readonly connection: Connection) {
    this.over = new Promise((resolve) => (this.tell = resolve));
  }

  /** `onChunk` and `onLast` are called in the midst of the delivery. */
  subscribe(onChunk?: (chunk: Buffer) => void, onLast?: (last: string) => void): Subscription {
    let next: number | undefined;
    const conclude = (last: string): void => {
      if (this.last !== undefined && this.last !== last) this.blame(`${last} after ${this.last}`);
      this.last = last;
      onLast?.(last);
      this.tell(last);
    };
    this.listening++;
    const subscription = this.connection.subscribe({
      next: (chunk) => {
        // All who are subscribed get the same one.
        if (chunk !== this.chunk) this.take(chunk);
        const from = this.delivered - chunk.length;
        if (next !== undefined && next !== from) this.blame(`byte ${from} instead of ${next}`);
        if (this.last !== undefined) this.blame(`byte ${from} after ${this.last}`);
        next = this.delivered;
        onChunk?.(chunk);
      },
      error: (error: unknown) => {
        conclude((error as Error).name);
      },
      complete: () => {
        conclude('complete');
      },
    });
    subscription.add(() => this.listening--);
    return subscription;
  }

  /** Those who got it otherwise tell so. */
  take(chunk: Buffer): void {
    const from = this.delivered;
    this.chunk = chunk;
    this.delivered += chunk.length;
    if (!chunk.equals(pattern.subarray(from, this.delivered)))
      this.blame(`wrong bytes at ${from} to ${this.delivered}`);
  }

  blame(what: string): void {
    this.wrong ??= what;
  }
}
