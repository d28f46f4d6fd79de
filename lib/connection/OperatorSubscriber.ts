import { Subscriber } from 'rxjs';

/** The subscriber of an operator, which ends with the one behind it. */
export abstract class OperatorSubscriber<T> extends Subscriber<T> {
  protected constructor(behind: Subscriber<never>) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- rxjs 7 has no other way to link two, and 8 an `operate` of its own
    super(behind);
  }
}
