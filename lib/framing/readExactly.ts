import type { OperatorFunction } from 'rxjs';
import { fixed } from './fixed';
import { readFirst } from './readFirst';

/**
 * Takes exactly so many bytes, emits them in one and completes. An end before that is a `TruncatedFrameError`, also when nothing
 * came at all.
 *
 * Right behind a connection what comes after them is left to the next subscriber. Behind other operators it is lost: use
 * `switchDecoder` there.
 *
 * @example
 * ```ts
 * const header = await firstValueFrom(connection.pipe(readExactly(4)));
 * const body = await firstValueFrom(connection.pipe(readExactly(header.readUInt32BE())));
 * ```
 *
 * @param size in bytes, 1 or more; another one throws an `OptionError`
 */
export function readExactly(size: number): OperatorFunction<Uint8Array, Buffer> {
  return readFirst(fixed(size), size);
}
