import type { TraceBytes } from './Trace';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Chinese characters: first those that most fonts have, then planes of them. */
const COMMON = { first: 0x4e00, count: 20_000 };
const RARE = 0x20000;

/** Which letter of a diagram stands for which chunk. Equal chunks share one. */
export class Legend {
  /** As `connection` and `expectWritten` take them. */
  readonly values: Record<string, string | Buffer> = {};
  private readonly letters = new Map<string, string>();

  letterOf({ base64, text }: TraceBytes): string {
    // Neither can be taken for the other with this before it.
    const key = text === undefined ? `=${base64}` : `"${text}`;
    let letter = this.letters.get(key);
    if (letter === undefined) {
      letter = nth(this.letters.size);
      this.letters.set(key, letter);
      this.values[letter] = text ?? Buffer.from(base64, 'base64');
    }
    return letter;
  }
}

/** There are hundreds of thousands. */
function nth(index: number): string {
  const beyond = index - PLAIN.length;
  return (
    PLAIN[index] ??
    String.fromCodePoint(
      beyond < COMMON.count ? COMMON.first + beyond : RARE + beyond - COMMON.count,
    )
  );
}
