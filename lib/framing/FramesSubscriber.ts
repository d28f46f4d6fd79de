import { Subscriber } from 'rxjs';
import { DeadlineError } from '../connection/DeadlineError';
import type { Holdable } from '../connection/Holdable';
import type { Agenda } from '../time/Agenda';
import { type Listener, SilenceTimer } from '../time/SilenceTimer';
import { bufferOf } from './bufferOf';
import type { Decoder } from './Decoder';

/** The subscriber of `frames`. */
export class FramesSubscriber<T> extends Subscriber<Uint8Array> implements Listener {
  private readonly timer: SilenceTimer | undefined;
  private isTimed = false;
  private isBusy = false;
  /** A frame was emitted, so what is kept belongs to another. */
  private isFresh = false;
  /** What came in a `next` behind this, while a chunk was being decoded. */
  private readonly waiting: (() => void)[] = [];
  private readonly emit: (frame: T) => boolean;

  constructor(
    private readonly downstream: Subscriber<T>,
    private readonly decoder: Decoder<T>,
    readonly limit: number,
    private readonly unless: Holdable | undefined,
    agenda: Agenda,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- for as long as the peer is rxjs 7, which keeps it
    super(downstream);
    this.emit = (frame) => {
      this.isFresh = true;
      downstream.next(frame);
      return !this.closed;
    };
    if (limit !== Infinity) this.timer = new SilenceTimer(agenda, this);
  }

  get sinceExcused(): number {
    const { unless } = this;
    return unless?.held ? 0 : (unless?.sinceHeld ?? Infinity);
  }

  silent(): void {
    const { decoder, limit } = this;
    const { buffered } = decoder;
    this.fail(
      new DeadlineError(
        `A frame was not complete within ${limit} ms (incompleteFrameTimeout), of which ${buffered} bytes are here`,
        'incompleteFrameTimeout',
        limit,
      ),
    );
  }

  override unsubscribe(): void {
    if (this.closed) return;
    super.unsubscribe();
    // Downstream may have closed before this began.
    if ((this.decoder as Decoder<T> | undefined) && !this.isBusy) this.leave();
  }

  protected override _next(chunk: Uint8Array): void {
    this.inTurn(() => {
      this.decoder.push(bufferOf(chunk), this.emit);
      this.wait();
    });
  }

  protected override _error(error: unknown): void {
    this.inTurn(() => this.fail(error));
  }

  protected override _complete(): void {
    this.inTurn(() => {
      this.decoder.end(this.emit);
      if (!this.closed) this.conclude(() => this.downstream.complete());
    });
  }

  private inTurn(step: () => void): void {
    if (this.isBusy) {
      this.waiting.push(step);
      return;
    }
    this.isBusy = true;
    try {
      for (let next: typeof step | undefined = step; next; next = this.waiting.shift()) {
        next();
        if (this.closed) break;
      }
    } catch (error) {
      this.fail(error);
    }
    this.isBusy = false;
    if (this.closed) this.leave();
  }

  /** For the rest of the frame that is incomplete, if one is. */
  private wait(): void {
    const { decoder, timer } = this;
    if (!timer || this.closed) return;
    const isIncomplete = decoder.buffered > 0;
    if (!isIncomplete) timer.stop();
    else if (!this.isTimed || this.isFresh) timer.start();
    this.isTimed = isIncomplete;
    this.isFresh = false;
  }

  private fail(error: unknown): void {
    this.conclude(() => this.downstream.error(error));
  }

  private conclude(tell: () => void): void {
    this.unsubscribe();
    tell();
  }

  private leave(): void {
    this.timer?.stop();
    this.waiting.length = 0;
    this.decoder.reset();
  }
}
