import { ConnectionError } from './ConnectionError';

/** An option has a value that it can't have. Thrown by the call that it was given to. */
export class OptionError extends ConnectionError {
  static override readonly code = 'ERR_OPTION';
  /** @internal Not shown with the error, since its message has it. */
  declare readonly expected: string;

  constructor(
    readonly option: string,
    readonly value: unknown,
    expected: string,
  ) {
    super(`${option} must be ${expected}, not ${inspect(value)}`);
    Object.defineProperty(this, 'expected', { value: expected });
  }

  /** @internal The same of the options that are part of others. */
  in(part: string): OptionError {
    return new OptionError(`${part}.${this.option}`, this.value, this.expected);
  }
}

function inspect(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  try {
    return String(value) || `an empty ${(value as object).constructor.name}`;
  } catch {
    return `an ${typeof value} without a name`;
  }
}
