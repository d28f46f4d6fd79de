const TEXT = 'The quick brown fox jumps over the lazy dog. ';

/** So many bytes, which are frames of this size on the wire: lines, or else with their length as four bytes in front. */
export function framesOf(kind: string, size: number, bytes: number): Buffer {
  const frame = Buffer.alloc(size, TEXT);
  if (kind === 'lines') frame.write('\n', size - 1);
  else frame.writeUInt32BE(size - 4);
  return Buffer.alloc(bytes, frame);
}
