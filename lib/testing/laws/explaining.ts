import { AssertionError } from 'node:assert';

/** Does what may fail, and says why it usually does before what was seen. */
export function explaining(why: string, check: () => void): void {
  try {
    check();
  } catch (cause) {
    // Anything can be thrown, and a test framework may have an `Error` of its own.
    const { actual, expected, message = String(cause) } = Object(cause) as Partial<AssertionError>;
    const failure = new AssertionError({ message: `${why}\n\n${message}`, actual, expected });
    throw Object.assign(failure, { cause });
  }
}
