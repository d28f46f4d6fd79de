import { Subscriber } from 'rxjs';
import type { ConnectionError } from '../connection/ConnectionError';
import type { Agenda } from '../time/Agenda';
import type { LivenessObserver } from './LivenessEvent';
import { tell } from './tell';

/** The subscriber of an operator that has timers: they end with it, however it ends. */
export abstract class TimedSubscriber<T> extends Subscriber<T> {
  constructor(
    protected readonly downstream: Subscriber<T>,
    protected readonly agenda: Agenda,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- for as long as the peer is rxjs 7, which keeps it
    super(downstream);
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.stop();
    super.unsubscribe();
  }

  /** Stops the timers. */
  protected abstract stop(): void;

  /** Gives the source up, and then says why. */
  protected giveUp(error: unknown): void {
    this.unsubscribe();
    this.downstream.error(error);
  }

  /** Gives the source up because the peer is dead. */
  protected condemn(error: ConnectionError, events: LivenessObserver | undefined): void {
    this.unsubscribe();
    tell(events, { type: 'dead', at: this.agenda.date(), error });
    this.downstream.error(error);
  }

  /** Calls a function of the user's; what that throws is the error of the pipeline. */
  protected attempt<R>(call: () => R): R | undefined {
    try {
      return call();
    } catch (error) {
      this.giveUp(error);
      return undefined;
    }
  }
}
