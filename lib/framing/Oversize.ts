import type { FrameSizeError } from './FrameSizeError';

/** What to do with a frame that is larger than allowed: `fail`, or `skip` it; a function has it skipped too, and is told. */
export type Oversize = 'fail' | 'skip' | ((error: FrameSizeError) => void);
