import { Observable, share } from 'rxjs';

const abortions = new WeakMap<AbortSignal, Observable<unknown>>();

/**
 * Emits the reason and completes when a signal is aborted, or is already. One listener on the signal serves all who wait,
 * since Node takes more than ten for a leak.
 */
export function aborted(signal: AbortSignal): Observable<unknown> {
  let shared = abortions.get(signal);
  if (!shared) abortions.set(signal, (shared = abortionOf(signal).pipe(share())));
  return shared;
}

function abortionOf(signal: AbortSignal): Observable<unknown> {
  return new Observable((subscriber) => {
    const tell = (): void => {
      subscriber.next(signal.reason);
      subscriber.complete();
    };
    if (signal.aborted) tell();
    else signal.addEventListener('abort', tell);
    return () => {
      signal.removeEventListener('abort', tell);
    };
  });
}
