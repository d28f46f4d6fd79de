import { defer, merge, Observable, of, Subject, take } from 'rxjs';
import type { Lifecycle } from './Lifecycle';

/** Emits once and completes when nothing waits to be sent; one listener on the socket serves all who wait for a queue that was full. */
export function drained(life: Lifecycle, gone: Observable<never>): Observable<void> {
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
  return defer(() => {
    const hasToWait = writes.needDrain || socket.destroyed || life.cut;
    if (hasToWait) return merge(changes, gone).pipe(take(1));
    return writes.length > 0 ? merge(changes, sent, gone).pipe(take(1)) : of(undefined);
  });
}
