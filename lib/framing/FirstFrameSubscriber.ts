import type { Subscriber } from 'rxjs';
import { bufferOf } from './bufferOf';
import type { Decoder } from './Decoder';
import { giveBack, type Source } from './giveBack';
import { TruncatedFrameError } from './TruncatedFrameError';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';

/** The subscriber of `readExactly` and `readUntil`. */
export class FirstFrameSubscriber extends OperatorSubscriber<Uint8Array> {
  constructor(
    private readonly downstream: Subscriber<Buffer>,
    private readonly source: Source,
    private readonly decoder: Decoder<Buffer>,
    private readonly expected: number | undefined,
  ) {
    super(downstream);
  }

  /** What was taken and isn't used goes back, also of a frame that nobody waits for any more. */
  override unsubscribe(): void {
    if (this.closed) return;
    super.unsubscribe();
    // Downstream may have closed before this began.
    const decoder = this.decoder as Decoder<Buffer> | undefined;
    if (decoder) giveBack(this.source, decoder.reset());
  }

  protected override _next(chunk: Uint8Array): void {
    const { decoder, downstream } = this;
    let frame: Buffer | undefined;
    try {
      decoder.push(bufferOf(chunk), (first) => {
        frame = first;
        return false;
      });
    } catch (error) {
      this.fail(error);
    }
    if (!frame) return;
    // Before anybody is told, who may subscribe to the source at once.
    this.unsubscribe();
    downstream.next(frame);
    downstream.complete();
  }

  protected override _error(error: unknown): void {
    this.fail(error);
  }

  protected override _complete(): void {
    this.fail(new TruncatedFrameError(this.decoder.buffered, this.expected));
  }

  private fail(error: unknown): void {
    this.unsubscribe();
    this.downstream.error(error);
  }
}
