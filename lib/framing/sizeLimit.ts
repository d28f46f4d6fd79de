import { byteLimit } from '../connection/byteLimit';
import type { Oversize } from './Oversize';
import { oversizeOf } from './oversizeOf';
import type { SizeLimit } from './SizedDecoder';

/** Reads the options that say how large a frame may be; 1 MiB by default. */
export function sizeLimit<Name extends SizeLimit['option']>(
  options: Readonly<Partial<Record<Name, number | undefined>>> & {
    readonly onOversize?: Oversize | undefined;
  },
  option: Name,
): SizeLimit {
  return {
    option,
    limit: byteLimit(options, option, 1_048_576),
    oversized: oversizeOf(options.onOversize),
  };
}
