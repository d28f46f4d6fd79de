import { Observable } from 'rxjs';
import type { Connection } from '../../connection/Connection';
import { InPart } from './likeExpected';

/** How a connection ends, to be compared with a part of that. */
export function endingOf(connection: Connection): Observable<unknown> {
  return new Observable((subscriber) => {
    connection.whenClosed((ending) => subscriber.next(new InPart({ ...ending })));
  });
}
