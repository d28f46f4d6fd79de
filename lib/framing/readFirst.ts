import { Observable, type OperatorFunction } from 'rxjs';
import { FirstFrameSubscriber } from './FirstFrameSubscriber';
import type { Framing } from './Framing';

/** Takes the first frame, of so many bytes if that is known, and gives back what is behind it. */
export function readFirst(
  { decoder }: Framing<Buffer>,
  expected?: number,
): OperatorFunction<Uint8Array, Buffer> {
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(new FirstFrameSubscriber(subscriber, source, decoder(), expected)),
    );
}
