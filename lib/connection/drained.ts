import type { Observable } from 'rxjs';
import { defer, of, Subject, take } from 'rxjs';
import { ConnectionError } from './ConnectionError';
import type { Lifecycle } from './Lifecycle';

/** Emits once and completes when writing may go on, now or later; one listener on the socket serves all who wait. */
export function drained(life: Lifecycle): Observable<void> {
  const { socket, writes } = life;
  const changes = new Subject<void>();
  writes.onDrained(() => {
    if (!life.cut) life.guard(() => changes.next());
  });
  life.whenClosed((ending) => {
    changes.error(
      new ConnectionError(`${life.name} closed before its output was drained (${ending.type})`, {
        cause: ending,
      }),
    );
  });
  return defer(() =>
    writes.needDrain || socket.destroyed || life.cut ? changes.pipe(take(1)) : of(undefined),
  );
}
