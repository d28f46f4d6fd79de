import { Observable, type Subscriber } from 'rxjs';

/** A source that counts. */
export class CountedSource extends Observable<unknown> {
  /** How often it was subscribed to. */
  subscribed = 0;
  /** How often it was unsubscribed from, or had ended. */
  left = 0;

  /** @param emit what it does before it has been subscribed to */
  constructor(emit: (subscriber: Subscriber<unknown>) => void = () => undefined) {
    super((subscriber) => {
      this.subscribed++;
      emit(subscriber);
      return () => this.left++;
    });
  }
}
