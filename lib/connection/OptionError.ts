import { ConnectionError } from './ConnectionError';

/** An option has a value that it can't have. Thrown by the call that it was given to. */
export class OptionError extends ConnectionError {
  static override readonly code = 'ERR_OPTION';

  constructor(
    readonly option: string,
    readonly value: unknown,
    expected: string,
  ) {
    super(`${option} must be ${expected}, not ${inspect(value)}`);
  }
}

function inspect(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
