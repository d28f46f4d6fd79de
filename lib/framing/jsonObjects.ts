import { byteLimit } from '../connection/byteLimit';
import { codecOf } from './codecOf';
import { encodeJson } from './encodeJson';
import type { Codec } from './Framing';
import { jsonOf } from './jsonOf';
import type { JsonOptions } from './JsonOptions';
import { JsonScanner } from './JsonScanner';
import { oversizeOf } from './oversizeOf';
import { ScanningDecoder } from './ScanningDecoder';

/**
 * JSON values one after the other, with or without white space between them: `{"id":1}{"id":2}`. A number, `true`, `false` or `null`
 * is complete when something follows, if only white space, since at the end it might have been cut (RFC 7464, section 2.4). What is no
 * JSON in UTF-8 is a `FrameError` with the `number` of the value and the `column` in it.
 *
 * @example
 * ```ts
 * const requests = connection.pipe(jsonObjects<{ readonly method: string }>({ maxLength: 65_536 }));
 * ```
 *
 * @param options see {@link JsonOptions}; `maxLength` is 1 MiB by default. A bad one throws an `OptionError`
 */
export function jsonObjects<T = unknown>(options: JsonOptions = {}): Codec<T> {
  const maxLength = byteLimit(options, 'maxLength', 1_048_576);
  const rules = {
    scanner: () => new JsonScanner(),
    delimiterLength: 0,
    trimsCr: false,
    maxLength,
    allowUnterminated: false,
    oversized: oversizeOf(options.onOversize),
    make: jsonOf<T>(options),
  };
  return codecOf(
    () => new ScanningDecoder(rules),
    (value) => encodeJson(value, maxLength),
  );
}
