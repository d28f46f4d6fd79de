import { map, type Observable, Subject, takeUntil } from 'rxjs';
import type { Output } from '../connection/Output';
import { payloadOf } from './payloadOf';
import type { Receiver } from './Receiver';
import type { Recent } from './Recent';

/** One run of a broadcast, from the first receiver on. */
export class Broadcasting {
  /** Whoever comes now is too late. */
  isOver = false;
  private readonly receivers = new Set<Receiver>();
  private readonly left = new Subject<void>();
  private isStarted = false;
  private depth = 0;

  constructor(
    private readonly source: Observable<Output>,
    private readonly recent: Recent,
  ) {}

  join(receiver: Receiver): void {
    this.receivers.add(receiver);
    if (this.isStarted) return;
    this.isStarted = true;
    this.source.pipe(map(payloadOf), takeUntil(this.left)).subscribe({
      next: (payload) => this.send(payload),
      error: (error: unknown) => this.finish((each) => each.error(error)),
      complete: () => this.finish((each) => each.complete()),
    });
  }

  leave(receiver: Receiver): void {
    this.receivers.delete(receiver);
    if (this.receivers.size > 0) return;
    this.isOver = true;
    this.left.next();
  }

  private send(payload: Uint8Array): void {
    const { receivers, recent } = this;
    if (payload.length === 0) return;
    recent.push(payload);
    this.depth++;
    for (const receiver of receivers) receiver.notify();
    this.depth--;
    // Not in the midst of it: who has had their turn may be behind what was sent since.
    if (this.depth === 0 && ![...receivers].some(({ isBehind }) => isBehind)) recent.clear();
  }

  private finish(tell: (receiver: Receiver) => void): void {
    this.isOver = true;
    for (const receiver of this.receivers) tell(receiver);
  }
}
