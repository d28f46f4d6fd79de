/** The bytes of a frame as a view of what they came in. */
export function bytesOf(bytes: Buffer, start: number, end: number): Buffer {
  return bytes.subarray(start, end);
}
