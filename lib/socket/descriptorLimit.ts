import { readFileSync } from 'node:fs';

/**
 * The first descriptor that an accepted connection may not have. When the last one is taken Node accepts and closes every
 * further connection without a word, so a few are kept back: whoever gets one of those can be refused, and told of.
 * `Infinity` where the limit can't be read.
 */
export function descriptorLimit(): number {
  try {
    const [, soft] =
      /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    const limit = Number(soft ?? Infinity);
    return limit - Math.min(32, Math.ceil(limit / 16));
  } catch {
    return Infinity;
  }
}
