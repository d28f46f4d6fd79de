import { type Observable, ReplaySubject } from 'rxjs';
import type { FakeHoldable } from './holdable';

/** How many hold it, as a digit, each time that this changes: for a diagram. */
export function holdsOf(flow: FakeHoldable): Observable<string> {
  const changes = new ReplaySubject<string>(Infinity);
  const hold = flow.hold.bind(flow);
  flow.hold = () => {
    const taken = hold();
    changes.next(String(flow.holds));
    return {
      unsubscribe: () => {
        const { holds } = flow;
        taken.unsubscribe();
        if (flow.holds !== holds) changes.next(String(flow.holds));
      },
    };
  };
  return changes;
}
