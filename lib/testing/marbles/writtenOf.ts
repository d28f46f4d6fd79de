import { catchError, type Observable, throwError } from 'rxjs';
import type { Connection } from '../../connection/Connection';
import { OptionError } from '../../connection/OptionError';
import { ResetError } from '../../connection/ResetError';
import { TestSocket } from '../TestSocket';

/** What the peer of a drawn connection gets. */
export function writtenOf({ life, socket }: Connection): Observable<unknown> {
  if (!(socket instanceof TestSocket))
    throw new OptionError('connection', socket, 'one that `connection` has made');
  return socket.peer.written.pipe(
    catchError(() => {
      // The peer doesn't know why, and who reads a failure wants to.
      const why = life.cut && 'cause' in life.cut ? `: ${String(life.cut.cause)}` : '';
      return throwError(() => new ResetError(`The peer saw a reset${why}`));
    }),
  );
}
