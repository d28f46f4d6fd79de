import { FrameError } from './FrameError';
import type { ScanningRules } from './ScanningDecoder';

/** Makes text of the bytes of a frame, whose number this is; a `strict` one throws if they are no UTF-8. */
export function textOf(strict: boolean): ScanningRules<string>['make'] {
  if (!strict) return (bytes, start, end) => bytes.toString('utf8', start, end);
  // What looks like a byte order mark is part of the text, as it is in a Buffer's.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (bytes, start, end, number) => {
    try {
      return decoder.decode(bytes.subarray(start, end));
    } catch (cause) {
      const column = faultOf(bytes.subarray(start, end)) + 1;
      const message = `Frame ${number} is no UTF-8 at column ${column}`;
      throw new FrameError(message, { number, column, cause });
    }
  };
}

/** How many characters are good before the first that U+FFFD takes the place of. */
function faultOf(bytes: Buffer): number {
  const mended = Buffer.from(bytes.toString());
  let at = mended.findIndex((byte, index) => byte !== bytes[index]);
  // Back to where that one begins.
  while (((mended[at] ?? 0) & 0xc0) === 0x80) at--;
  return mended.toString('utf8', 0, at).length;
}
