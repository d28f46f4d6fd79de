import { bytesIn } from './bytesIn';
import { FrameError } from './FrameError';
import { FrameSizeError } from './FrameSizeError';

const [LF, CR] = [10, 13];

/** A line and its end. */
export function encodeLine(
  line: string | Uint8Array,
  eol: '\n' | '\r\n',
  maxLength: number,
): Uint8Array[] {
  const bytes = bytesIn(line);
  if (bytes.length > maxLength) throw new FrameSizeError('maxLength', maxLength, bytes.length);
  // A CR at its end would be taken for a part of that.
  if (bytes.includes(LF) || bytes.at(-1) === CR)
    throw new FrameError('A line has no LF in it, and no CR at its end');
  return typeof line === 'string' ? [Buffer.from(line + eol)] : [line, Buffer.from(eol)];
}
