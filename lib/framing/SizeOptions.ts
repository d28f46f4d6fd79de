import type { Oversize } from './Oversize';

/** How large frames may be. */
export interface SizeOptions {
  /** How many bytes a frame may have, without its header. Default 1 MiB; 0 and `Infinity` are no limit. */
  readonly maxLength?: number | undefined;
  /** What becomes of one that is larger: `fail` with a `FrameSizeError`, the default, `skip` it, or a function that is told. */
  readonly onOversize?: Oversize | undefined;
}
