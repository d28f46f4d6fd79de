import { decimalCodec } from './decimalCodec';
import type { Codec } from './Framing';
import { sizeLimit } from './sizeLimit';
import type { SizeOptions } from './SizeOptions';

/**
 * Netstrings: `5:hello,`, by https://cr.yp.to/proto/netstrings.txt. A length with zeros in front, or without its comma, is a
 * `FrameError`.
 *
 * @example
 * ```ts
 * const wire = netstrings();
 * const bodies = connection.pipe(wire, map(String));
 * ```
 *
 * @param options see {@link SizeOptions}: `maxLength` is how many bytes may be between colon and comma. A bad one throws an `OptionError`
 */
export function netstrings(options: SizeOptions = {}): Codec<Buffer, string | Uint8Array> {
  const limit = sizeLimit(options, 'maxLength');
  return decimalCodec({ separator: ':', trailer: ',', least: 0, ...limit });
}
