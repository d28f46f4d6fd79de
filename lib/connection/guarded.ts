import type { Observer } from 'rxjs';

type Next = (chunk: Buffer) => void;
type OnError = (error: unknown) => void;

/**
 * The observer of a call of `subscribe`. A throw in its `next` is told to `threw`, with whether its own `error` will hear of
 * it, instead of to the whole process; it gets no more chunks then. One without an `error` callback isn't rxjs' unhandled
 * error when the peer resets: no peer may end this process.
 */
export function guarded(
  observerOrNext: Partial<Observer<Buffer>> | Next | null | undefined,
  onError: OnError | null | undefined,
  onComplete: (() => void) | null | undefined,
  threw: (error: unknown, heard: boolean) => void,
): Observer<Buffer> {
  const observer =
    typeof observerOrNext === 'object' && observerOrNext
      ? observerOrNext
      : { next: observerOrNext, error: onError, complete: onComplete };
  let failed = false;
  return {
    next: (chunk) => {
      if (failed) return;
      try {
        observer.next?.(chunk);
      } catch (error) {
        failed = true;
        threw(error, Boolean(observer.error));
      }
    },
    error: (error: unknown) => observer.error?.(error),
    complete: () => observer.complete?.(),
  };
}
