import { OptionError } from './OptionError';

/** Makes something of a part of the options; a bad one in there is then named by its path, such as `send.every`. */
export function inPart<T>(part: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof OptionError ? error.in(part) : error;
  }
}
