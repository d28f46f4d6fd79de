import { numberOption } from '../connection/numberOption';
import { OptionError } from '../connection/OptionError';
import { bytesCodec } from './bytesCodec';
import { encodeLength } from './encodeLength';
import type { Codec } from './Framing';
import { LengthDecoder, type LengthRules } from './LengthDecoder';
import type { Oversize } from './Oversize';
import { sizeLimit } from './sizeLimit';

/** What {@link lengthPrefixed} goes by. Sizes are in bytes. */
export interface LengthPrefixedOptions {
  /** How many bytes the length has, 1 to 8. Default 4. */
  readonly lengthBytes?: number | undefined;
  /** Which end of it comes first. Default `big`. */
  readonly endian?: 'big' | 'little' | undefined;
  /** How many bytes of the header are before the length. Default 0. */
  readonly offset?: number | undefined;
  /** Is added to the length, to tell how much follows the header: -4 if it counts its own 4 bytes too. Default 0. */
  readonly adjustment?: number | undefined;
  /** The length is that of the whole frame, its header included. Default `false`. */
  readonly includesHeader?: boolean | undefined;
  /** How many bytes each frame is emitted without, from its beginning. Default: all of its header; 0 keeps that. */
  readonly strip?: number | undefined;
  /** How large a whole frame may be, its header included. Default 1 MiB; 0 and `Infinity` are no limit. */
  readonly maxFrameLength?: number | undefined;
  /** What becomes of a frame that is larger: `fail` with a `FrameSizeError`, the default, `skip` it, or a function that is told. */
  readonly onOversize?: Oversize | undefined;
}

/**
 * Frames that begin with their length, a whole number of 1 to 8 bytes.
 *
 * The length of a frame is judged before anything is allocated for it. One over the limit is a `FrameSizeError`; one that is
 * less than its own header, or more than 2^53 - 1, is a `FrameError`.
 *
 * @example
 * ```ts
 * const wire = lengthPrefixed({ lengthBytes: 2 });
 * const answers = connection.pipe(
 *   wire,
 *   tap((body) => connection.write(wire.encode(`${body.length} bytes, thanks`))),
 * );
 * ```
 *
 * `encode` takes what is emitted: what follows the header, in which the bytes before the length are zero then. With `strip: 0` it
 * takes all of the frame, header included, and fills the length in.
 *
 * @param options see {@link LengthPrefixedOptions}; a bad one throws an `OptionError`
 */
export function lengthPrefixed(
  options: LengthPrefixedOptions = {},
): Codec<Buffer, string | Uint8Array> {
  const { endian = 'big', includesHeader = false } = options;
  const lengthBytes = whole(options, 'lengthBytes', 4, 1, 8);
  const offset = whole(options, 'offset', 0);
  const header = offset + lengthBytes;
  const adjustment = whole(options, 'adjustment', 0, -Number.MAX_SAFE_INTEGER);
  if (!['big', 'little'].includes(endian))
    throw new OptionError('endian', endian, "'big' or 'little'");
  const size = sizeLimit(options, 'maxFrameLength');
  if (size.limit < header)
    throw new OptionError('maxFrameLength', size.limit, `${header} or more, which the header has`);
  const rules: LengthRules = {
    lengthBytes,
    offset,
    isLittle: endian === 'little',
    added: adjustment + (includesHeader ? 0 : header),
    strip: whole(options, 'strip', header),
    ...size,
  };
  return bytesCodec(
    () => new LengthDecoder(rules),
    (frame) => encodeLength(rules, frame),
  );
}

function whole<Name extends string>(
  options: Readonly<Partial<Record<Name, number | undefined>>>,
  name: Name,
  whenMissing: number,
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const isGood = (value: number): boolean =>
    Number.isSafeInteger(value) && value >= least && value <= most;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  return numberOption(name, options[name] ?? whenMissing, isGood, `a whole number, ${range}`);
}
