import { type RunHelpers, TestScheduler } from 'rxjs/testing';

/** Runs a marble test with jest's own comparison. */
export function marbles(test: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(test);
}
