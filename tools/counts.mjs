// A jest reporter for .ci/run: writes jest's counts, as one line, to the file that JEST_COUNTS names.
// A file of specs that could not run is a failure; a skipped or unwritten spec never counts as passed.
import { writeFileSync } from 'node:fs';

export default class Counts {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const counts = [`${results.numPassedTests} passed`, `${failed} failed`];
    if (skipped > 0) counts.push(`${skipped} skipped`);
    writeFileSync(process.env.JEST_COUNTS, `${counts.join(', ')}\n`);
  }
}
