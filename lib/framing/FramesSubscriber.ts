import type { Subscriber } from 'rxjs';
import { DeadlineError } from '../connection/DeadlineError';
import type { Held } from '../connection/Held';
import type { Agenda } from '../time/Agenda';
import { type Listener, SilenceTimer } from '../time/SilenceTimer';
import { bufferOf } from './bufferOf';
import type { Decoder } from './Decoder';
import { giveBack, type Source } from './giveBack';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';

/** The subscriber of `frames`. */
export class FramesSubscriber<T> extends OperatorSubscriber<Uint8Array> implements Listener {
  private readonly timer: SilenceTimer | undefined;
  /** How many bytes have come of the frame that is timed. */
  private incomplete = 0;
  private isBusy = false;
  /** What is being done, and what came in a `next` behind this meanwhile. */
  private readonly waiting: (() => void)[] = [];
  private readonly emit: (frame: T) => boolean;

  constructor(
    private readonly downstream: Subscriber<T>,
    private readonly source: Source,
    private readonly decoder: Decoder<T>,
    readonly limit: number,
    private readonly unless: Held | undefined,
    agenda: Agenda,
  ) {
    super(downstream);
    this.emit = (frame) => {
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
    const { incomplete, limit } = this;
    this.fail(
      new DeadlineError(
        `A frame was not complete within ${limit} ms (incompleteFrameTimeout), of which ${incomplete} bytes have come`,
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
      this.wait(chunk.length);
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
    this.waiting.push(step);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      // With those that come meanwhile.
      for (const next of this.waiting) {
        next();
        if (this.closed) break;
      }
    } catch (error) {
      // Nobody can go on from here.
      this.decoder.reset();
      this.fail(error);
    }
    this.waiting.length = 0;
    this.isBusy = false;
    if (this.closed) this.leave();
  }

  /** For the rest of the frame that is incomplete, if one is. */
  private wait(more: number): void {
    const { decoder, incomplete: before, timer } = this;
    if (!timer || this.closed) return;
    this.incomplete = decoder.incomplete ?? decoder.buffered;
    if (this.incomplete === 0) timer.stop();
    // It isn't the one of before if not all of the chunk belongs to it.
    else if (before === 0 || this.incomplete !== before + more) timer.start();
  }

  private fail(error: unknown): void {
    this.conclude(() => this.downstream.error(error));
  }

  private conclude(tell: () => void): void {
    this.unsubscribe();
    tell();
  }

  /** What nobody has used goes back, so that whoever subscribes next goes on where this one left off. */
  private leave(): void {
    this.timer?.stop();
    giveBack(this.source, this.decoder.reset());
  }
}
