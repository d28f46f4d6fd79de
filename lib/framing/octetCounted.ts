import { decimalCodec } from './decimalCodec';
import type { Codec } from './Framing';
import { sizeLimit } from './sizeLimit';
import type { SizeOptions } from './SizeOptions';

/**
 * Frames that begin with their length in digits and a space, as those of syslog over TCP do by RFC 6587, section 3.4.1:
 * `5 hello`. There are none of no bytes, and no zeros in front; anything else is a `FrameError`.
 *
 * @example
 * ```ts
 * const messages = connection.pipe(octetCounted({ maxLength: 8_192 }), map(String));
 * ```
 *
 * @param options see {@link SizeOptions}: `maxLength` is how many bytes may follow the space. A bad one throws an `OptionError`
 */
export function octetCounted(options: SizeOptions = {}): Codec<Buffer, string | Uint8Array> {
  const limit = sizeLimit(options, 'maxLength');
  return decimalCodec({ separator: ' ', trailer: '', least: 1, ...limit });
}
