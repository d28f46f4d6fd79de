import { Observable } from 'rxjs';

/** Emits the reason and completes when a signal is aborted, or is already. */
export function aborted(signal: AbortSignal): Observable<unknown> {
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
