import { ResetError } from '../../connection/ResetError';

type Fields = Readonly<Record<string, unknown>>;
type Class = new (...args: never[]) => object;

/** What rxjs expects at a `#` if nothing is said of it. */
const UNSAID = 'error';

/** Is to be compared in those fields only that somebody names. */
export class InPart {
  constructor(readonly whole: object) {}
}

/**
 * What was seen, in the form in which it is expected, so that any matcher can compare the two: bytes as text if they are expected as
 * that, an error as its class or as those of its fields that are expected, and a reset as the `#` of a diagram.
 */
export function likeExpected(seen: unknown, expected: unknown): unknown {
  if (!Array.isArray(seen) || !Array.isArray(expected)) return seen;
  return seen.map((message: unknown, index) => likeMessage(message, expected[index]));
}

function likeMessage(seen: unknown, expected: unknown): unknown {
  if (!hasNotification(seen)) return seen;
  const { error, value, ...others } = seen.notification;
  const { error: expectedError, value: expectedValue } = hasNotification(expected)
    ? expected.notification
    : {};
  return {
    ...seen,
    notification: {
      ...others,
      ...('value' in seen.notification && { value: likeValue(value, expectedValue) }),
      ...('error' in seen.notification && { error: likeError(error, expectedError) }),
    },
  };
}

function likeValue(seen: unknown, expected: unknown): unknown {
  if (seen instanceof InPart) return inPart(seen.whole, expected);
  if (!(seen instanceof Uint8Array)) return seen;
  if (typeof expected === 'string') return Buffer.from(seen).toString();
  if (!(expected instanceof Uint8Array)) return seen;
  return Buffer.isBuffer(expected) ? Buffer.from(seen) : new Uint8Array(seen);
}

function likeError(seen: unknown, expected: unknown): unknown {
  return expected === UNSAID && seen instanceof ResetError ? UNSAID : inPart(seen, expected);
}

function inPart(seen: unknown, expected: unknown): unknown {
  if (typeof expected === 'function') return seen instanceof (expected as Class) ? expected : seen;
  if (!isPlain(expected) || Object(seen) !== seen) return seen;
  const fields = Object.entries(expected).map(([key, value]) => [
    key,
    inPart((seen as Fields)[key], value),
  ]);
  return Object.fromEntries(fields);
}

function isPlain(value: unknown): value is Fields {
  return Object(value) === value && Object.getPrototypeOf(value) === Object.prototype;
}

function hasNotification(message: unknown): message is { readonly notification: Fields } {
  return isPlain(message) && isPlain(message.notification);
}
