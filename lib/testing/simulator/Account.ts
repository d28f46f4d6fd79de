import type { Subscriber } from 'rxjs';
import type { Connection } from '../../connection/Connection';
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
  /** What was delivered last, to each who is there. */
  private latest: { readonly chunk: Buffer; readonly from: number } | undefined;
  /** Where those begin that were put back, for those who haven't got them. */
  private returnedFrom: number | undefined;
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
      this.returnedFrom = (this.returnedFrom ?? this.reached) - bytes.length;
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
        const isError = last === 'error';
        const due = isError ? this.connection.bytesRead : this.sent;
        if (!isError && !this.hasEnded) this.accuse('it completed, and the peer had not ended');
        if ((position ?? this.returnedFrom ?? this.reached) !== due)
          this.accuse(
            `${isError ? 'it failed' : 'it completed'} before the last byte that had come`,
          );
      },
    };
  }

  /** Where a reader is then that gets a chunk. */
  private deliver(chunk: Buffer, before: number | undefined): number {
    const { latest, reached } = this;
    const isShared = chunk === latest?.chunk;
    if (!isShared && this.connection.held) this.accuse('bytes came while it was held');
    const from = before ?? (isShared ? latest.from : this.startOf(chunk));
    if (!this.isFrom(from, chunk)) this.accuse('bytes were lost, doubled, or out of order');
    const to = from + chunk.length;
    if (!isShared && this.returnedFrom === from) this.returnedFrom = to < reached ? to : undefined;
    this.latest = { chunk, from };
    this.reached = Math.max(reached, to);
    return to;
  }

  /** Where a reader begins who has got nothing as yet. */
  private startOf(chunk: Buffer): number {
    const { reached, returnedFrom = reached } = this;
    return this.isFrom(returnedFrom, chunk) ? returnedFrom : reached;
  }

  private isFrom(from: number, chunk: Buffer): boolean {
    const to = from + chunk.length;
    return to <= this.sent && this.input.subarray(from, to).equals(chunk);
  }
}
