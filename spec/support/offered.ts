import type { RunHelpers } from 'rxjs/testing';
import { Faucet } from './Faucet';

/** A source to which the values of a marble diagram are offered: those wait while it is held, and while nobody is there. */
export function offered<T = string>(
  cold: RunHelpers['cold'],
  diagram: string,
  values?: Readonly<Record<string, T>>,
): Faucet<T> {
  const source = new Faucet<T>();
  cold<T>(diagram, values).subscribe({
    next: (value) => source.offer(value),
    complete: () => source.complete(),
  });
  return source;
}
