import type { Decoder, Emit } from './Decoder';
import { decoderOf } from './decoderOf';
import type { Framing } from './Framing';

type Source<T> = Framing<T> | (() => Decoder<T>);

const EMPTY: Buffer = Buffer.alloc(0);

/** The decoder of `switchDecoder`. */
export class SwitchingDecoder<A, B> implements Decoder<A | B> {
  private readonly before: Decoder<A>;
  private after: Decoder<B> | undefined;
  /** What came behind the last frame of the first, when it was stopped there. */
  private behind = EMPTY;

  constructor(
    first: Source<A>,
    private readonly next: (frame: A) => Source<B> | undefined,
  ) {
    this.before = decoderOf(first)();
  }

  get buffered(): number {
    return this.behind.length + (this.after ?? this.before).buffered;
  }

  push(chunk: Buffer, emit: Emit<A | B>): void {
    if (!this.after) this.begin((each) => this.before.push(chunk, each), emit);
    else this.goOn(this.behind.length === 0 ? chunk : Buffer.concat([this.behind, chunk]), emit);
  }

  end(emit: Emit<A | B>): void {
    if (!this.after) this.begin((each) => this.before.end(each), emit);
    else if (this.behind.length > 0) this.goOn(this.behind, emit);
    // Stopped once more.
    if (this.behind.length === 0) this.after?.end(emit);
  }

  reset(): Buffer {
    const { after, before, behind } = this;
    const rest = (after ?? before).reset();
    this.after = undefined;
    this.behind = EMPTY;
    return behind.length === 0 ? rest : behind;
  }

  private begin(decode: (emit: Emit<A>) => void, emit: Emit<A | B>): void {
    let goOn: unknown;
    decode((frame) => {
      const next = this.next(frame);
      if (next) this.after = decoderOf(next)();
      goOn = emit(frame);
      return goOn !== false && !next;
    });
    if (!this.after) return;
    this.behind = this.before.reset();
    if (goOn !== false) this.goOn(this.behind, emit);
  }

  private goOn(bytes: Buffer, emit: Emit<A | B>): void {
    this.behind = EMPTY;
    if (bytes.length > 0) this.after?.push(bytes, emit);
  }
}
