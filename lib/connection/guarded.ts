import type { Observer } from 'rxjs';

/**
 * An observer whose throw in `next` is told to `threw`, with whether its own `error` will hear of it, instead of to the
 * whole process; it gets no more chunks then. One without an `error` callback isn't rxjs' unhandled error when the peer
 * resets: no peer may end this process.
 */
export function guarded(
  observer: Partial<Observer<Buffer>>,
  threw: (error: unknown, heard: boolean) => void,
): Observer<Buffer> {
  let failed = false;
  return {
    next: (chunk) => {
      if (failed) return;
      try {
        observer.next?.(chunk);
      } catch (error) {
        failed = true;
        threw(error, observer.error !== undefined);
      }
    },
    error: (error: unknown) => observer.error?.(error),
    complete: () => observer.complete?.(),
  };
}
