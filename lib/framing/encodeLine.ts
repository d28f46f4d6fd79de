import { FrameError } from './FrameError';
import { FrameSizeError } from './FrameSizeError';

const [LF, CR] = [10, 13];

/** A line and its end. */
export function encodeLine(
  line: string | Uint8Array,
  eol: '\n' | '\r\n',
  maxLength: number,
): Uint8Array[] {
  if (typeof line === 'string' && !line.isWellFormed())
    throw new FrameError('A line has half of a surrogate pair in it, of which there is no UTF-8');
  const bytes = typeof line === 'string' ? Buffer.from(line) : line;
  if (bytes.length > maxLength) throw new FrameSizeError('maxLength', maxLength, bytes.length);
  // A CR at its end would be taken for a part of that.
  if (bytes.includes(LF) || bytes.at(-1) === CR)
    throw new FrameError('A line has no LF in it, and no CR at its end');
  return typeof line === 'string' ? [Buffer.from(line + eol)] : [line, Buffer.from(eol)];
}
