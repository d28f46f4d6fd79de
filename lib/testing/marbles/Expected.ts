import type { Messages } from './parseDiagram';

/** What rxjs is to parse in the place of a diagram that it can't. */
const LETTER = 'e';
/** Some matchers throw the same one again. */
const blamed = new WeakSet<Error>();

/** What is expected, and where it was said. */
export class Expected {
  private readonly site: { readonly stack?: string } = {};

  /**
   * @param claim what was said, for who reads the failure
   * @param by the function that it was said to
   */
  constructor(
    readonly messages: Messages,
    private readonly claim: string,
    by: (...args: never[]) => unknown,
  ) {
    Error.captureStackTrace(this.site, by);
  }

  /** The one that is hidden in what rxjs is to compare with, if there is one. */
  static in(hidden: unknown): Expected | undefined {
    const [first] = Array.isArray(hidden) ? (hidden as Partial<Messages>) : [];
    // Subscriptions are compared as well, and have no notification.
    const { value } = Object(first?.notification) as { readonly value?: unknown };
    return value instanceof Expected ? value : undefined;
  }

  /** For the `toBe` of rxjs. */
  get hidden(): readonly [marbles: string, values: Readonly<Record<string, unknown>>] {
    return [LETTER, { [LETTER]: this }];
  }

  /** Says in an error which expectation it is about: it is thrown when all is over, far from there. */
  blame(error: unknown): void {
    if (!isError(error) || blamed.has(error)) return;
    blamed.add(error);
    const [, ...frames] = (this.site.stack ?? '').split('\n');
    const message = `${this.claim}\n\n${error.message}`;
    // One that can't be changed has to do as it is.
    Reflect.set(error, 'message', message);
    Reflect.set(error, 'stack', [`${error.name}: ${message}`, ...frames].join('\n'));
  }
}

/** Also one of another copy of the class, which test frameworks have. */
function isError(error: unknown): error is Error {
  return Object.prototype.toString.call(error) === '[object Error]' || error instanceof Error;
}
