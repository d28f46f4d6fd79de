import type { PolicyFrame } from '../PolicyFrame';

/** A frame as text, a character for each byte. */
export function textOf(frame: PolicyFrame): string {
  if (typeof frame === 'string') return frame;
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('latin1');
}
