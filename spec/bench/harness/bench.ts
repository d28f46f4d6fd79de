import { type Answers, answer, isUnderTest } from './UnderTest';

/** Longer than any of them takes, on a busy machine as well. */
const LIMIT = 600_000;

/**
 * What a benchmark file does: measures, or answers if this is the process that it started to be measured. A missed target
 * or a benchmark that broke is something to read, not a failure of the run.
 */
export function bench(title: string, measure: () => Promise<void>, answers: Answers): void {
  if (isUnderTest) {
    answer(answers);
    return;
  }
  console.log(`\n${title} (Node ${process.version})`);
  setTimeout(() => quit(new Error(`not done after ${LIMIT} ms`)), LIMIT);
  measure().then(() => quit(), quit);
}

/** The processes under test end when this one does. */
function quit(error?: unknown): void {
  if (error) console.log('  not measured:', error);
  process.exit();
}
