// A jest reporter for .ci/run: writes jest's counts, as one line, to the file that JEST_COUNTS names, and adds to those of a run before.
// A file of specs that could not run is a failure; a skipped or unwritten spec never counts as passed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const KINDS = ['passed', 'failed', 'skipped'];

export default class Counts {
  onRunComplete(_contexts, results) {
    const file = process.env.JEST_COUNTS;
    const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const now = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    const counts = KINDS.map((kind) => {
      const [, earlier = 0] = new RegExp(`(\\d+) ${kind}`).exec(before) ?? [];
      return [now[kind] + Number(earlier), kind];
    });
    const told = counts.filter(([count, kind]) => count > 0 || kind !== 'skipped');
    writeFileSync(file, `${told.map((each) => each.join(' ')).join(', ')}\n`);
  }
}
