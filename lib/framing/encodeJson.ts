import { FrameError } from './FrameError';
import { FrameSizeError } from './FrameSizeError';

/** A value as JSON in a line. */
export function encodeJson(value: unknown, maxLength: number): Uint8Array[] {
  const text = textOf(value);
  if (text === undefined) throw new FrameError(`There is no JSON of ${typeof value}`);
  const line = Buffer.from(`${text}\n`);
  if (line.length - 1 > maxLength)
    throw new FrameSizeError('maxLength', maxLength, line.length - 1);
  return [line];
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new FrameError(`There is no JSON of such a value: ${String(cause)}`, { cause });
  }
}
