import { byteLimit } from '../connection/byteLimit';
import { codecOf } from './codecOf';
import { encodeJson } from './encodeJson';
import type { Codec } from './Framing';
import { jsonOf } from './jsonOf';
import type { JsonOptions } from './JsonOptions';
import { Matcher } from './Matcher';
import { oversizeOf } from './oversizeOf';
import { ScanningDecoder } from './ScanningDecoder';

const LF = Buffer.from('\n');
const [SPACE, TAB] = [32, 9];

/**
 * One JSON value a line, as https://jsonlines.org and https://github.com/ndjson/ndjson-spec have it; lines with nothing but
 * spaces and tabs are passed over. A line that is no JSON in UTF-8 is a `FrameError` with its `number` and `column`.
 *
 * @example
 * ```ts
 * const wire = jsonLines<{ readonly id: number }>();
 * const ids = connection.pipe(wire, map(({ id }) => id));
 * connection.write(wire.encode({ id: 1 }));
 * ```
 *
 * What is said of the type of the values isn't checked.
 *
 * @param options see {@link JsonOptions}; `maxLength` is 64 KiB by default. A bad one throws an `OptionError`
 */
export function jsonLines<T = unknown>(options: JsonOptions = {}): Codec<T> {
  const maxLength = byteLimit(options, 'maxLength', 65_536);
  const rules = {
    scanner: () => new Matcher(LF),
    delimiterLength: 1,
    trimsCr: true,
    maxLength,
    allowUnterminated: false,
    oversized: oversizeOf(options.onOversize),
    ignores: isBlank,
    make: jsonOf<T>(options),
  };
  return codecOf(
    () => new ScanningDecoder(rules),
    (value) => encodeJson(value, maxLength),
  );
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at === end;
}
