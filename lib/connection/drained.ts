import { defer, merge, Observable, of, Subject, take } from 'rxjs';
import { ConnectionError } from './ConnectionError';
import type { Lifecycle } from './Lifecycle';

/** Emits once and completes when nothing waits to be sent; one listener on the socket serves all who wait for a queue that was full. */
export function drained(life: Lifecycle): Observable<void> {
  const { socket, writes } = life;
  const changes = new Subject<void>();
  const sent = new Observable<void>((subscriber) => {
    writes.whenSent(() => {
      if (!life.cut) life.guard(() => subscriber.next());
    });
  });
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
  return defer(() => {
    if (writes.needDrain || socket.destroyed || life.cut) return changes.pipe(take(1));
    return writes.length > 0 ? merge(changes, sent).pipe(take(1)) : of(undefined);
  });
}
