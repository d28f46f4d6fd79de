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
      throw new FrameError(`Line ${number} is no UTF-8`, { number, cause });
    }
  };
}
