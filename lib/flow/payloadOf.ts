import type { Output } from '../connection/Output';

/** What is sent to many, encoded once. */
export function payloadOf(output: Output): Uint8Array {
  if (typeof output === 'string') return Buffer.from(output);
  if (output instanceof Uint8Array) return output;
  return Buffer.concat(output.map(payloadOf));
}
