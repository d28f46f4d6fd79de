import type { OperatorFunction } from 'rxjs';
import { delimited } from './delimited';
import { readFirst } from './readFirst';

/**
 * Takes the bytes up to a delimiter, emits them without it and completes. An end before that is a `TruncatedFrameError`, more bytes
 * than `maxLength` are a `FrameSizeError`.
 *
 * Right behind a connection what comes after the delimiter is left to the next subscriber: see `Connection.unshift`. Behind
 * other operators it is lost: use `switchDecoder` there.
 *
 * @example
 * ```ts
 * const head = await firstValueFrom(connection.pipe(readUntil('\r\n\r\n', { maxLength: 8_192 })));
 * ```
 *
 * @param delimiter some bytes, or a string as UTF-8
 * @param options.maxLength how many bytes may come before it; default 64 KiB, 0 and `Infinity` are no limit
 */
export function readUntil(
  delimiter: string | Uint8Array,
  { maxLength }: { readonly maxLength?: number | undefined } = {},
): OperatorFunction<Uint8Array, Buffer> {
  return readFirst(delimited({ delimiter, maxLength }));
}
