import type { Observable } from 'rxjs';
import { defer, of, Subject, take } from 'rxjs';
import { ConnectionError } from './ConnectionError';
import type { Lifecycle } from './Lifecycle';

/** Emits once and completes when the queue is empty, now or later; one listener on the socket serves all who wait. */
export function drained(life: Lifecycle): Observable<void> {
  const { socket } = life;
  const changes = new Subject<void>();
  const tell = (): void => life.guard(() => changes.next());
  socket.on('drain', tell).on('finish', tell);
  life.whenClosed((ending) => {
    changes.error(
      new ConnectionError(`${life.name} closed before its output was drained (${ending.type})`, {
        cause: ending,
      }),
    );
  });
  return defer(() =>
    socket.writableNeedDrain || socket.destroyed ? changes.pipe(take(1)) : of(undefined),
  );
}
