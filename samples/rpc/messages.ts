import { map, type Observable } from 'rxjs';
import { type Connection, frames, lengthPrefixed } from 'rxjs-sockets';

export interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly number[];
}

/** Has either of the two. */
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

const wire = lengthPrefixed({ maxFrameLength: 65_536 });

/** The messages of the other end, which are believed to be of this type. */
export function receive<T extends Call | Answer>(from: Connection): Observable<T> {
  const bodies = frames(wire, { incompleteFrameTimeout: 10_000, unless: from });
  return from.pipe(
    bodies,
    map((body) => JSON.parse(String(body)) as T),
  );
}

export function send(to: Connection, message: Call | Answer): void {
  to.write(wire.encode(JSON.stringify(message)));
}
