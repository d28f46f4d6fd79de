import { ignoreElements, Observable } from 'rxjs';
import type { Held } from '../connection/Held';
import type { Writable } from '../connection/Writable';
import { liveness, type LivenessOptions } from './liveness';
import type { LivenessEvent } from './LivenessEvent';
import type { LivenessPolicy } from './LivenessPolicy';

/**
 * Does as {@link liveness}, and emits what becomes known of the peer instead of what it sends. Completes when the connection
 * does, and errors with the connection's error or the one that condemns the peer, after the event that tells it.
 *
 * Use it instead of `liveness`, not beside it, since it sends heartbeats and probes as well. For the events of a pipeline that
 * there is anyway, use `liveness(connection, policy, { events })`.
 *
 * It judges the chunks as they come, so a policy that needs lines or packets (`nats`, `fix`, `mqttClient`, ...) doesn't work with
 * it. What the peer sends goes to all who are subscribed to the connection by the end of the current turn; a monitor alone reads
 * it all and throws it away.
 *
 * @example
 * ```ts
 * const policy = heartbeatLines();
 * monitor(connection, policy).subscribe({
 *   next: (event) => console.log(new Date(event.at), event.type),
 *   error: (error) => connection.reset(error),
 * });
 * ```
 */
export function monitor<T>(
  connection: Observable<T> & Writable & Held,
  policy: LivenessPolicy<T>,
  options: Pick<LivenessOptions, 'scheduler'> = {},
): Observable<LivenessEvent> {
  return new Observable((events) =>
    connection
      .pipe(liveness(connection, policy, { ...options, events }), ignoreElements())
      .subscribe(events),
  );
}
