import { tap } from 'rxjs';
import type { Framing } from 'rxjs-sockets';
import type { Did } from '../harness/metered';
import { ourPort } from '../harness/ports';
import type { Take } from './Side';

/** A server that makes frames of what it gets. `counter` counts them. */
export function served(
  framing: Framing<string | Buffer>,
  counter: (did: Did) => Take,
): (did: Did) => Promise<number> {
  return (did) =>
    ourPort(
      tap((connection) => {
        connection.pipe(framing).subscribe({
          next: counter(did),
          complete: () => connection.end(),
          error: () => undefined,
        });
      }),
    );
}
