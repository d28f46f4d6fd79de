import type { Subscriber } from 'rxjs';
import type { Connection } from '../connection/Connection';
import { type Listener, Reading } from './Reading';

/** Who tells of a law that was broken. */
export type Accuse = (law: string) => void;

/** What the readers of a connection get, against what its peer has sent. */
export class Account {
  /** Bytes that the peer has sent. */
  sent = 0;
  /** The peer has ended its side. */
  hasEnded = false;
  /** From here on nobody has got anything. */
  private reached = 0;
  private latest: Buffer | undefined;
  private readonly untold = new Set<Subscriber<Buffer>>();

  constructor(
    private readonly connection: Connection,
    private readonly input: Buffer,
    private readonly accuse: Accuse,
  ) {
    const { reads } = connection.life;
    const subscribe = reads.subscribe.bind(reads);
    const unshift = reads.unshift.bind(reads);
    reads.subscribe = (reader) => subscribe(new Reading(reader, this.listen(reader)));
    reads.unshift = (bytes) => {
      this.latest = undefined;
      this.reached -= bytes.length;
      return unshift(bytes);
    };
  }

  /** The connection has closed, and who was still there has to know. */
  close(): void {
    for (const reader of this.untold)
      if (!reader.closed) this.accuse('a reader was not told that the connection has closed');
  }

  private listen(reader: Subscriber<Buffer>): Listener {
    let position: number | undefined;
    let isOver = false;
    this.untold.add(reader);
    return {
      heard: (chunk) => {
        if (isOver) this.accuse('bytes came after the last event');
        if (reader.closed) this.accuse('bytes came to a reader that had left');
        position = this.deliver(chunk, position);
      },
      told: (last) => {
        if (isOver) this.accuse('there was more than one last event');
        isOver = true;
        this.untold.delete(reader);
        if (last === 'error') return;
        if (!this.hasEnded) this.accuse('it completed, and the peer had not ended');
        if ((position ?? this.reached) !== this.sent)
          this.accuse('it completed before the last byte');
      },
    };
  }

  /** Where a reader is that gets a chunk; one who is new begins where nobody else is, unless another one has just got it. */
  private deliver(chunk: Buffer, before: number | undefined): number {
    const isShared = chunk === this.latest;
    if (!isShared && this.connection.held) this.accuse('bytes came while it was held');
    const from = before ?? (isShared ? this.reached - chunk.length : this.reached);
    const to = from + chunk.length;
    if (to > this.sent || !this.input.subarray(from, to).equals(chunk))
      this.accuse('bytes were lost, doubled, or out of order');
    this.latest = chunk;
    this.reached = Math.max(this.reached, to);
    return to;
  }
}
