import { type Subscriber, Subscription, type TeardownLogic, type Unsubscribable } from 'rxjs';
import type { ConnectionError } from '../connection/ConnectionError';
import type { Writable } from '../connection/Writable';
import type { Agenda } from '../time/Agenda';
import type { Excuse } from './Excuse';
import type { Output } from '../connection/Output';
import type { LivenessEvent, LivenessObserver } from './LivenessEvent';
import { OperatorSubscriber } from '../connection/OperatorSubscriber';

/** The subscriber of an operator that has timers: they end with it, however it ends. */
export abstract class TimedSubscriber<T, R = T> extends OperatorSubscriber<T> {
  private source: Unsubscribable | undefined;

  constructor(
    protected readonly downstream: Subscriber<R>,
    protected readonly agenda: Agenda,
  ) {
    super(downstream);
  }

  /** Most are given the way to leave the source and nothing else, for which rxjs would make a list with room for 17. */
  override add(teardown: TeardownLogic): void {
    const { source } = this;
    if (teardown === source) return;
    const isFirst = !this.closed && !source;
    if (isFirst && typeof teardown === 'object' && teardown !== this) this.source = teardown;
    else {
      // All are done in their order, and each although another throws.
      if (source && !this.closed) {
        this.source = Subscription.EMPTY;
        super.add(source);
      }
      super.add(teardown);
    }
  }

  override remove(teardown: Exclude<TeardownLogic, void>): void {
    if (this.source === teardown) this.source = undefined;
    else super.remove(teardown);
  }

  override unsubscribe(): void {
    if (this.closed) return;
    // Downstream may have closed before this began, which then has no timers yet.
    if (this.agenda as Agenda | undefined) this.stop();
    super.unsubscribe();
    this.source?.unsubscribe();
  }

  /** Stops the timers. */
  protected abstract stop(): void;

  /** Gives the source up, and then says why. What the source throws at that is an error of the pipeline as any other. */
  protected giveUp(error: unknown, conclude = () => this.downstream.error(error)): void {
    try {
      this.unsubscribe();
    } catch (thrown) {
      this.downstream.error(thrown);
    }
    conclude();
  }

  /** Gives the source up because the peer is dead. */
  protected condemn(
    error: ConnectionError,
    events: LivenessObserver | undefined,
    conclude = () => this.downstream.error(error),
  ): void {
    this.giveUp(error, () => {
      this.report(events, { type: 'dead', at: this.agenda.date(), error });
      conclude();
    });
  }

  protected report(events: LivenessObserver | undefined, event: LivenessEvent): void {
    if (events) this.attempt(() => events.next(event));
  }

  /** Passes an item on, unless what was asked or told about it has ended all this. */
  protected pass(item: R): void {
    if (!this.closed) this.downstream.next(item);
  }

  /** Writes what a function of the user's makes, unless that ends all this; `false` when more would have to wait. */
  protected send(writable: Writable, make: () => Output): boolean {
    const isFree = this.attempt(() => {
      const frame = make();
      return this.closed || !writable.writable || writable.write(frame);
    });
    return isFree ?? true;
  }

  /** For how many ms silence has had no excuse any more: 0 while it has one, `Infinity` when it never had. */
  protected sinceExcuse(unless: Excuse | undefined): number {
    if (unless === undefined) return Infinity;
    const since = (): number => {
      if (typeof unless === 'function') return unless() ? 0 : Infinity;
      return unless.held ? 0 : (unless.sinceHeld ?? Infinity);
    };
    return this.attempt(since) ?? 0;
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
