import { isUtf8 } from 'node:buffer';
import { ResetError } from '../../connection/ResetError';

type Fields = Readonly<Record<string, unknown>>;
type Class = new (...args: never[]) => object;

/** What rxjs expects at a `#` if nothing is said of it. */
const UNSAID = 'error';

/** Of what wasn't expected more would only be read by nobody: a heartbeat goes on for a day. */
const MANY = 10;
const DEEPEST = 20;

/** Is to be compared in those fields only that somebody names. */
export class InPart {
  constructor(readonly whole: Fields) {}
}

/**
 * What was seen, in the form in which it is expected, so that any matcher can compare the two: bytes as text if they are expected as
 * that, an error as its class or as those of its fields that are expected, and a reset as the `#` of a diagram.
 */
export function likeExpected(seen: unknown, expected: unknown): unknown {
  if (!Array.isArray(seen) || !Array.isArray(expected)) return seen;
  const messages = seen.slice(0, expected.length + MANY) as unknown[];
  const others = seen.length - messages.length;
  return [
    ...messages.map((message, index) => likeMessage(message, expected[index])),
    ...(others > 0 ? [`and ${others} more`] : []),
  ];
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

function likeValue(seen: unknown, expected: unknown, depth = 0): unknown {
  if (seen instanceof InPart) return endingIn(seen.whole, expected);
  if (seen instanceof Uint8Array) return likeBytes(seen, expected);
  const isBoth = (is: (value: unknown) => boolean): boolean => is(seen) && is(expected);
  // What is so deep may be a circle.
  if (depth > DEEPEST || !(isBoth(isPlain) || isBoth(Array.isArray))) return seen;
  const parts = Object.entries(seen as Fields).map(
    ([key, value]) => [key, value, likeValue(value, (expected as Fields)[key], depth + 1)] as const,
  );
  // Most have no bytes in them, and may have more than what can be copied.
  if (parts.every(([, value, like]) => value === like)) return seen;
  const copies = Object.fromEntries(parts.map(([key, , like]) => [key, like]));
  return Array.isArray(seen) ? Object.assign([], copies) : copies;
}

/** As text where it is text, also in the face of something else: who reads a failure reads that, and no list of numbers. */
function likeBytes(seen: Uint8Array, expected: unknown): unknown {
  if (Buffer.isBuffer(expected)) return Buffer.from(seen);
  if (expected instanceof Uint8Array) return new Uint8Array(seen);
  return isUtf8(seen) ? Buffer.from(seen).toString() : seen;
}

/** One that ended in another way is of interest for how. */
function endingIn(seen: Fields, expected: unknown): unknown {
  const part = inPart(seen, expected);
  const isOther = isPlain(expected) && 'type' in expected && expected.type !== seen.type;
  return isOther ? { ...(part as Fields), by: seen.by, cause: seen.cause } : part;
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
