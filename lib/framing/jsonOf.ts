import { OptionError } from '../connection/OptionError';
import { FrameError } from './FrameError';
import { hasPrototypeKeys } from './hasPrototypeKeys';
import { jsonFault } from './jsonFault';
import type { JsonOptions } from './JsonOptions';
import type { ScanningRules } from './ScanningDecoder';
import { textOf } from './textOf';

const textAt = textOf(true);

/** Makes values of JSON in UTF-8, each of which has a number in its stream. What is none is a `FrameError`. */
export function jsonOf<T>({
  allowPrototypeKeys = false,
  revive,
}: JsonOptions): ScanningRules<T>['make'] {
  if (revive !== undefined && typeof revive !== 'function')
    throw new OptionError('revive', revive, 'a function');
  return (bytes, start, end, number) => {
    const text = textAt(bytes, start, end, number);
    const value = parse(text, number);
    if (!allowPrototypeKeys && isSuspicious(text) && hasPrototypeKeys(value))
      throw new FrameError(
        `Value ${number} has a key __proto__ or constructor.prototype (allowPrototypeKeys)`,
        { number },
      );
    // Only now, so that what it throws is its own, and it sees no keys that are refused.
    return (revive ? JSON.parse(text, revive) : value) as T;
  };
}

function parse(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const column = jsonFault(text) + 1;
    const message = `Value ${number} is no JSON at column ${column}`;
    throw new FrameError(message, { number, column, cause });
  }
}

/** Escaped, they may look like anything. */
function isSuspicious(text: string): boolean {
  return text.includes('__proto__') || text.includes('constructor') || text.includes('\\u');
}
