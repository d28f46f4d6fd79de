import type { Pieces } from '../../lib/framing/Pieces';

/** How many bytes some pieces hold on to: all of each buffer of which there is a view. */
export function retained(pieces: Pieces): number {
  const { slab, whole } = pieces as unknown as { slab: Buffer; whole: Buffer[] };
  const buffers = new Set([slab, ...whole].map(({ buffer }) => buffer));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
