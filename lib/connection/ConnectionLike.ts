import type { Observable } from 'rxjs';
import type { Destination } from './Destination';
import type { Holdable } from './Holdable';

/** What is both read and written, with backpressure: a `Connection`, or something in its place. */
export type ConnectionLike = Observable<Uint8Array> &
  Holdable &
  Destination & {
    /** Closes it in order, within a time. */
    close?(): unknown;
  };
