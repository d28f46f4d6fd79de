import type { Emit } from './Decoder';
import { ScanningDecoder } from './ScanningDecoder';

const [LF, CR] = [10, 13];
/** A line keeps the text of all lines that were decoded with it in memory, so that must not be much. */
const BATCH = 1_024;
/** For longer lines it isn't worth it. */
const SHORT = 256;

/** The decoder of `lines` as strings. To decode a short line costs about as much as to decode many at once, so it does that. */
export class TextLinesDecoder extends ScanningDecoder<string> {
  protected override cutFrom(
    chunk: Buffer,
    start: number,
    end: number,
    emit: Emit<string>,
  ): number {
    // No line in there is too large.
    const most = Math.min(BATCH, this.rules.maxLength);
    if (end - start > Math.min(SHORT, most)) return super.cutFrom(chunk, start, end, emit);
    const behind = chunk.lastIndexOf(LF, Math.min(start + most, chunk.length) - 1) + 1;
    const text = chunk.toString('utf8', start, behind);
    let from = 0;
    for (let lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', from)) {
      const isCr = lf > from && text.charCodeAt(lf - 1) === CR;
      this.number++;
      this.give(text.slice(from, isCr ? lf - 1 : lf), emit);
      from = lf + 1;
      if (this.isStopped) return behindLine(chunk, start, text, lf);
    }
    return behind;
  }
}

/** Where in a chunk the line ends that ends there in its text. What is no UTF-8 has other sizes in both, so lines are counted. */
function behindLine(chunk: Buffer, start: number, text: string, end: number): number {
  let at = start;
  for (let lf = text.indexOf('\n'); lf <= end && lf >= 0; lf = text.indexOf('\n', lf + 1))
    at = chunk.indexOf(LF, at) + 1;
  return at;
}
