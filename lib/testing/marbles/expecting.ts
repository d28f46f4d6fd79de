import type { RunHelpers } from 'rxjs/testing';
import { Expected } from './Expected';
import { parseDiagram } from './parseDiagram';

type Expecting = ReturnType<RunHelpers['expectObservable']>;
type Values = Readonly<Record<string, unknown>>;

/** What rxjs gives, with our diagrams in the place of its own, and a failure that says whose it is. */
export function expecting(name: string, seen: Expecting): Expecting {
  return {
    toBe: function toBe(marbles: string, values?: Values, error?: unknown) {
      const messages = parseDiagram(marbles, values, error);
      seen.toBe(...new Expected(messages, `${name}.toBe('${marbles}')`, toBe).hidden);
    },
    toEqual: (other) => seen.toEqual(other),
  };
}
