import { Observable } from 'rxjs';
import type { Side } from './Side';

/** The same side as the source of an Observable: what rxjs takes for each frame, whoever makes it. */
export function observed(side: Side): Side {
  return (chunks, take) => {
    new Observable<Parameters<typeof take>[0]>((subscriber) => {
      side(chunks, (frame) => subscriber.next(frame));
      subscriber.complete();
    }).subscribe(take);
  };
}
