import type { Decoder, Emit } from './Decoder';
import { decoderOf } from './decoderOf';
import type { FrameSource } from './FrameSource';
import { joined } from './joined';

type Next<A, B> = (frame: A) => FrameSource<B> | undefined;

const EMPTY: Buffer = Buffer.alloc(0);

/** The decoder of `switchDecoder`. */
export class SwitchingDecoder<A, B> implements Decoder<A | B> {
  private readonly before: Decoder<A>;
  /** Whose turn it is, and what is asked about its frames: nothing behind the last switch. */
  private current: Decoder<A | B>;
  private ask: Next<A | B, B> | undefined;
  /** What came behind a switch, when it was stopped there. */
  private behind = EMPTY;

  constructor(
    first: FrameSource<A>,
    private readonly next: Next<A, B>,
  ) {
    this.current = this.before = decoderOf(first)();
    this.ask = next as Next<A | B, B>;
  }

  get buffered(): number {
    return this.behind.length + this.current.buffered;
  }

  get incomplete(): number {
    const { behind, current } = this;
    return behind.length + (current.incomplete ?? current.buffered);
  }

  push(chunk: Buffer, emit: Emit<A | B>): void {
    let bytes = joined(this.behind, chunk);
    let goOn: boolean;
    do {
      this.behind = EMPTY;
      goOn = this.decode((each) => this.current.push(bytes, each), emit);
      bytes = this.behind;
    } while (goOn && bytes.length > 0);
  }

  end(emit: Emit<A | B>): void {
    do {
      if (this.behind.length > 0) this.push(EMPTY, emit);
      // Stopped once more.
      if (this.behind.length > 0) return;
    } while (this.decode((each) => this.current.end(each), emit));
  }

  reset(): Buffer {
    const { before, behind, current } = this;
    const rest = current.reset();
    this.current = before;
    this.ask = this.next as Next<A | B, B>;
    this.behind = EMPTY;
    return behind.length === 0 ? rest : behind;
  }

  /** Lets the one whose turn it is decode. Returns whether it is another's now, which may go on at once with what is behind. */
  private decode(decode: (emit: Emit<A | B>) => void, emit: Emit<A | B>): boolean {
    const { ask, current } = this;
    let goOn: unknown;
    let next: FrameSource<B> | undefined;
    decode((frame) => {
      // A decoder of somebody's own may not stop when it should.
      next ??= ask?.(frame);
      goOn = emit(frame);
      return goOn !== false && !next;
    });
    if (!next) return false;
    this.behind = current.reset();
    const decoder = decoderOf(next)();
    // Taken apart, for each within the one before would make every switch slower than the last.
    const isSwitching = decoder instanceof SwitchingDecoder;
    this.current = isSwitching ? (decoder.current as Decoder<B>) : decoder;
    this.ask = isSwitching ? decoder.ask : undefined;
    return goOn !== false;
  }
}
