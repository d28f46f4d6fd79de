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
    const changed = merge(changes, gone).pipe(take(1));
    if (writes.needDrain || socket.destroyed || life.cut) return changed;
    if (writes.length === 0) return of(undefined);
    // What comes behind an end is an error, but the end comes behind all.
    return socket.writableEnded ? changed : merge(changed, sent).pipe(take(1));
  });
}
