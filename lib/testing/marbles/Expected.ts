import { type Messages, parseDiagram } from './parseDiagram';

type Values = Readonly<Record<string, unknown>>;

const LETTER = 'e';

/** What is expected by a diagram that rxjs can't read, as one value of one that it can. */
export class Expected {
  private constructor(private readonly messages: Messages) {}

  /** What to give to `toBe`. */
  static hide(marbles: string, values?: Values, error?: unknown): readonly [string, Values] {
    return [LETTER, { [LETTER]: new Expected(parseDiagram(marbles, values, error)) }];
  }

  /** What `toBe` is to compare with. */
  static reveal(expected: unknown): unknown {
    const [first] = Array.isArray(expected) ? (expected as Partial<Messages>) : [];
    // Subscriptions are compared as well, and have no notification.
    const { value } = Object(first?.notification) as { readonly value?: unknown };
    return value instanceof Expected ? value.messages : expected;
  }
}
