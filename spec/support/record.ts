import type { Observable } from 'rxjs';

/** What an Observable of bytes has said so far. */
export interface Record {
  text: string;
  /** `complete`, the error, or nothing yet. */
  last: unknown;
  lasts: number;
  /** Resolves with the last event. */
  readonly over: Promise<unknown>;
  unsubscribe(): void;
}

export function record(source: Observable<Buffer>): Record {
  let end: (last: unknown) => void;
  const over = new Promise<unknown>((resolve) => (end = resolve));
  const finish = (last: unknown): void => {
    seen.last = last;
    seen.lasts++;
    end(last);
  };
  const seen: Record = {
    text: '',
    last: undefined,
    lasts: 0,
    over,
    unsubscribe: () => subscription.unsubscribe(),
  };
  const subscription = source.subscribe({
    next: (chunk) => {
      seen.text += chunk.toString('latin1');
    },
    error: finish,
    complete: () => finish('complete'),
  });
  return seen;
}
