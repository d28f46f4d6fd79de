import { OptionError } from '../../connection/OptionError';

/** What JavaScript itself throws, and no protocol does. */
const slips: ReadonlySet<string> = new Set([
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);

/** What is wrong with a pipeline that failed with such an error; nothing if it may, as by what came or by a deadline. */
export function mistakeOf(error: unknown): string | undefined {
  const { code, matcherResult, message, name } = Object(error) as Record<string, unknown>;
  // By what the assertions of Node and of the test frameworks have in common: their classes are copies in each of them.
  const isAssertion =
    code === 'ERR_ASSERTION' || name === 'AssertionError' || matcherResult !== undefined;
  if (isAssertion) return `an assertion failed: ${String(message)}`;
  return slips.has(String(name)) || error instanceof OptionError
    ? `it failed with ${String(error)}`
    : undefined;
}
