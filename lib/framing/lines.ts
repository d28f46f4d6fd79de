import { byteLimit } from '../connection/byteLimit';
import { OptionError } from '../connection/OptionError';
import { bytesOf } from './bytesOf';
import { codecOf } from './codecOf';
import { encodeLine } from './encodeLine';
import type { Codec } from './Framing';
import { Matcher } from './Matcher';
import type { Oversize } from './Oversize';
import { oversizeOf } from './oversizeOf';
import { ScanningDecoder } from './ScanningDecoder';
import { TextLinesDecoder } from './TextLinesDecoder';
import { textOf } from './textOf';

/** What {@link lines} goes by. */
export interface LinesOptions {
  /** How long a line may be, without its end, in bytes. Default 64 KiB; 0 and `Infinity` are no limit. */
  readonly maxLength?: number | undefined;
  /** What is emitted: strings, or bytes. Default `utf8`. */
  readonly encoding?: 'utf8' | 'buffer' | undefined;
  /** Of strings: what is no UTF-8 is a `FrameError`. Default `false`: U+FFFD takes its place. */
  readonly strict?: boolean | undefined;
  /** What is left at the end is a line as well. Default `false`: it is a `TruncatedFrameError`. */
  readonly allowUnterminated?: boolean | undefined;
  /** What `encode` puts behind a line. Default LF. */
  readonly eol?: '\n' | '\r\n' | undefined;
  /** What becomes of a line that is longer: `fail` with a `FrameSizeError`, the default, `skip` it, or a function that is told. */
  readonly onOversize?: Oversize | undefined;
}

const LF = Buffer.from('\n');

/**
 * Lines that end with LF or CRLF, which they are emitted without.
 *
 * @example
 * ```ts
 * const commands = connection.pipe(lines({ maxLength: 1_024 }));
 * ```
 *
 * @param options see {@link LinesOptions}; a bad one throws an `OptionError`
 */
export function lines(
  options: LinesOptions & { readonly encoding: 'buffer' },
): Codec<Buffer, string | Uint8Array>;
export function lines(
  options?: LinesOptions & { readonly encoding?: 'utf8' | undefined },
): Codec<string, string | Uint8Array>;
export function lines(options: LinesOptions): Codec<string | Buffer, string | Uint8Array>;
export function lines(
  options: LinesOptions = {},
): Codec<string, string | Uint8Array> | Codec<Buffer, string | Uint8Array> {
  const {
    allowUnterminated = false,
    encoding = 'utf8',
    eol = '\n',
    onOversize,
    strict = false,
  } = options;
  if (!['utf8', 'buffer'].includes(encoding))
    throw new OptionError('encoding', encoding, "'utf8' or 'buffer'");
  if (!['\n', '\r\n'].includes(eol)) throw new OptionError('eol', eol, 'LF or CRLF');
  const maxLength = byteLimit(options, 'maxLength', 65_536);
  const oversized = oversizeOf(onOversize);
  const common = {
    scanner: () => new Matcher(LF),
    delimiterLength: 1,
    trimsCr: true,
    maxLength,
    allowUnterminated,
    oversized,
  };
  const encode = (line: string | Uint8Array): Uint8Array[] => encodeLine(line, eol, maxLength);
  if (encoding === 'buffer') {
    const rules = { ...common, make: bytesOf };
    return codecOf(() => new ScanningDecoder(rules), encode);
  }
  const rules = { ...common, make: textOf(strict) };
  const LinesDecoder = strict ? ScanningDecoder<string> : TextLinesDecoder;
  return codecOf(() => new LinesDecoder(rules), encode);
}
