const brand = Symbol.for('rxjs-sockets.error');

/**
 * What every error of this library is. Tell errors apart by class or by `code`, never by their message.
 *
 * `instanceof` also recognizes errors of another copy of the package in the same process.
 *
 * @example
 * ```ts
 * connect({ port: 7000 }).subscribe({
 *   error: (error: unknown) => {
 *     if (error instanceof ConnectionError) console.log(error.code, error.cause);
 *   },
 * });
 * ```
 */
export class ConnectionError extends Error {
  /** The class in a word that stays the same from release to release; one for each class. */
  static readonly code: string = 'ERR_CONNECTION';
  /** @internal */
  static readonly [brand] = true;

  readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = new.target.code;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A class of the user's that extends one of ours has no code of its own, and then only its own instances count.
    if (!Object.hasOwn(this, 'code')) return super[Symbol.hasInstance](value);
    let type: unknown = (value as object | null | undefined)?.constructor;
    while (isOurs(type)) {
      if (Object.hasOwn(type, 'code') && type.code === this.code) return true;
      type = Object.getPrototypeOf(type);
    }
    return false;
  }
}

function isOurs(type: unknown): type is { readonly code: string } {
  return typeof type === 'function' && brand in type;
}
