import { of, type OperatorFunction } from 'rxjs';
import { fixed } from './fixed';
import { readFirst } from './readFirst';

/**
 * Takes exactly so many bytes, emits them in one and completes. An end before that is a `TruncatedFrameError`, also when nothing
 * came at all.
 *
 * Right behind a connection what comes after them is left to the next subscriber: see `Connection.unshift`. Behind other
 * operators it is lost: use `switchDecoder` there.
 *
 * @example
 * ```ts
 * const header = await firstValueFrom(connection.pipe(readExactly(4)));
 * const size = header.readUInt32BE();
 * if (size > 65_536) throw new FrameSizeError('size', 65_536, size);
 * const body = await firstValueFrom(connection.pipe(readExactly(size)));
 * ```
 *
 * @param size in bytes, 0 or more; another one throws an `OptionError`. All of them are kept until they are there, so judge what a
 * peer says first
 */
export function readExactly(size: number): OperatorFunction<Uint8Array, Buffer> {
  const nothing = of(Buffer.alloc(0));
  return size === 0 ? () => nothing : readFirst(fixed(size), size);
}
