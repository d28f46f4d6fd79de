/** Each byte of it as a chunk of its own; text is UTF-8. */
export function bytewise(bytes: string | Uint8Array): Buffer[] {
  return Array.from(Buffer.from(bytes as string), (byte) => Buffer.of(byte));
}
