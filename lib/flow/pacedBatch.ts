import { Observable, type ObservableInput, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { numberOption } from '../connection/numberOption';
import { agendaFor } from '../time/agendaFor';
import { BatchSubscriber } from './BatchSubscriber';
import { checkFlow } from './checkFlow';
import type { Flow } from './Flow';
import { Lanes } from './Lanes';
import { type PacedOptions, paceOf } from './paceOf';

/** How much {@link pacedBatch} puts together, and what else it goes by. */
export interface PacedBatchOptions extends PacedOptions {
  /** How many values a batch may have. Default 100. */
  readonly count?: number | undefined;
  /** For how many ms the first value of a batch may wait until that is full. Default 0: a batch has what is there. */
  readonly within?: number | undefined;
  /** Where the time comes from. Default: a steady clock, or the virtual time of `TestScheduler.run`. */
  readonly scheduler?: SchedulerLike | undefined;
}

const LONGEST = 2 ** 31 - 1;

/**
 * `pacedMap` for work that is done better for many values at once, such as an insert into a database. While one batch is worked on the
 * next one gathers, and the connection is held while too much waits.
 *
 * @example
 * ```ts
 * connection.pipe(lines(), pacedBatch(connection, (rows) => save(rows), { count: 500 })).subscribe();
 * ```
 *
 * @param flow what is held: see `pacedMap`
 * @param project the work for a batch, of one value or more. What it throws is the error of the pipeline
 * @param options see {@link PacedBatchOptions}; a bad one throws an `OptionError`
 */
export function pacedBatch<T, R>(
  flow: Flow<T>,
  project: (values: readonly T[], index: number) => ObservableInput<R>,
  options: PacedBatchOptions = {},
): OperatorFunction<T, R> {
  const { count = 100, scheduler, within = 0 } = options;
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
  numberOption('count', count, isCount, 'a whole number, 1 or more');
  const isWait = (value: number): boolean => value >= 0 && value <= LONGEST;
  numberOption('within', within, isWait, `a duration of 0 to ${LONGEST} ms`);
  checkFlow(flow);
  const { concurrent, ...marks } = paceOf(options, count);
  const rules = { concurrent, count, within, project };
  return (source) =>
    new Observable((subscriber) =>
      source.subscribe(
        new BatchSubscriber(subscriber, new Lanes(flow, marks), rules, agendaFor(scheduler)),
      ),
    );
}
