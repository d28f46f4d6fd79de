/** The same bytes as a Buffer. Plain JavaScript, or a socket with an encoding, may give anything. */
export function bufferOf(chunk: Uint8Array): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (!ArrayBuffer.isView(chunk))
    throw new TypeError(`A framing takes chunks of bytes, no ${typeof chunk}s`);
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
