import { byteLimit } from '../connection/byteLimit';
import { OptionError } from '../connection/OptionError';
import { bytesOf } from './bytesOf';
import { bytesCodec } from './bytesCodec';
import { FrameError } from './FrameError';
import { FrameSizeError } from './FrameSizeError';
import type { Codec } from './Framing';
import { Matcher } from './Matcher';
import type { Oversize } from './Oversize';
import { oversizeOf } from './oversizeOf';
import { ScanningDecoder } from './ScanningDecoder';

/** What {@link delimited} goes by. */
export interface DelimitedOptions {
  /** What is behind each frame: some bytes, or a string as UTF-8. */
  readonly delimiter: string | Uint8Array;
  /** How large a frame may be, without its delimiter, in bytes. Default 64 KiB; 0 and `Infinity` are no limit. */
  readonly maxLength?: number | undefined;
  /** What is left at the end is a frame as well. Default `false`: it is a `TruncatedFrameError`. */
  readonly allowUnterminated?: boolean | undefined;
  /** What becomes of a frame that is larger: `fail` with a `FrameSizeError`, the default, `skip` it, or a function that is told. */
  readonly onOversize?: Oversize | undefined;
}

/**
 * Frames with a delimiter of any length behind each. They are emitted without it.
 *
 * @example
 * ```ts
 * const records = connection.pipe(delimited({ delimiter: '\0', maxLength: 4_096 }), map(String));
 * ```
 *
 * @param options see {@link DelimitedOptions}; a bad one throws an `OptionError`
 */
export function delimited(options: DelimitedOptions): Codec<Buffer, string | Uint8Array> {
  const { allowUnterminated = false, onOversize } = options;
  const delimiter = delimiterOf(options.delimiter);
  const maxLength = byteLimit(options, 'maxLength', 65_536);
  const rules = {
    scanner: () => new Matcher(delimiter),
    delimiterLength: delimiter.length,
    trimsCr: false,
    maxLength,
    allowUnterminated,
    oversized: oversizeOf(onOversize),
    make: bytesOf,
  };
  return bytesCodec(
    () => new ScanningDecoder(rules),
    (frame) => {
      if (frame.length > maxLength) throw new FrameSizeError('maxLength', maxLength, frame.length);
      if (isIn(delimiter, frame)) throw new FrameError('A frame has the delimiter in it');
      return [frame, delimiter];
    },
  );
}

function delimiterOf(delimiter: unknown): Buffer {
  const isBytes = typeof delimiter === 'string' || delimiter instanceof Uint8Array;
  if (!isBytes || delimiter.length === 0)
    throw new OptionError('delimiter', delimiter, 'a string or bytes, one or more');
  // What is done to it later is nothing to us.
  return Buffer.from(delimiter);
}

/** Also one that the end of the frame and the delimiter behind it make together. */
function isIn(delimiter: Buffer, frame: Uint8Array): boolean {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  const tail = bytes.subarray(Math.max(0, frame.length - delimiter.length + 1));
  return (
    bytes.includes(delimiter) || Buffer.concat([tail, delimiter]).indexOf(delimiter) < tail.length
  );
}
