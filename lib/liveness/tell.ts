import { throwError } from 'rxjs';
import type { LivenessEvent, LivenessObserver } from './LivenessEvent';

/** Tells an event. What the observer throws is reported as rxjs reports it, and is no matter of the peer's. */
export function tell(events: LivenessObserver | undefined, event: LivenessEvent): void {
  try {
    events?.next(event);
  } catch (error) {
    throwError(() => error).subscribe();
  }
}
