import type { Observable, SchedulerLike } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';

/** An operator on trial, in virtual time. */
export interface Trial extends Pick<RunHelpers, 'cold' | 'expectObservable' | 'flush'> {
  /** The operator behind a source, with its own scheduler if it is given none. */
  readonly apply: (source: Observable<unknown>, scheduler?: SchedulerLike) => Observable<unknown>;
  /** Another item that it can take. */
  readonly item: () => unknown;
  /** Whether it passes items on. */
  readonly passes: boolean;
  /** How many timers it is to have while it runs. */
  readonly timers: number;
  readonly scheduler: SchedulerLike;
  /** How many timers wait, by whatever scheduler of rxjs they were set. */
  readonly timersLeft: () => number;
}

/** Something that holds for any operator. */
export interface Law {
  /** In a sentence, for who doesn't know the law: what was broken, what usually breaks it, and what helps. */
  readonly why: string;
  /** Throws if the operator breaks it. */
  readonly check: (trial: Trial) => void;
}
