import { deedsOf } from './trace/deedsOf';
import { diagramOf, type Mark } from './marbles/diagramOf';
import { Legend } from './trace/Legend';
import { sentOf } from './trace/sentOf';
import type { Trace, TraceEnding } from './trace/Trace';
import { traceOf } from './trace/traceOf';

/**
 * Prints a {@link Trace} as the beginning of a test: what the peer did as a diagram for `connection`, what this side sent for
 * `expectWritten`, and how it ended for `expectEnding`. It is TypeScript to be pasted into `runSockets`, and made shorter there; to run
 * an incident as it was there is {@link replay}.
 *
 * @example
 * ```ts
 * console.log(traceToMarbles(recording.trace));
 * // const values = {
 * //   a: 'hello\n',
 * //   b: Buffer.from('AP8=', 'base64'),
 * // };
 * // const peer = connection('   -a 120ms (stop)', values);
 * // expectWritten(peer).toBe('  -b', values);
 * // expectEnding(peer).toBe('   30001ms e', { e: { type: 'local', began: 'local', by: 'deadline' } });
 * ```
 *
 * @param trace of `record`, or its JSON; an `OptionError` names what is wrong with it
 */
export function traceToMarbles(trace: Trace | string): string {
  const checked = traceOf(trace);
  const { before, closedAt, ending, missing } = checked;
  const legend = new Legend();
  const deeds = deedsOf(checked, legend);
  const sent = sentOf(checked, legend);
  return [
    ...(before ? [`// Before that ${countOf(before)}.`] : []),
    ...(missing ? [`// From ${missing.at}ms on ${countOf(missing)} are missing.`] : []),
    'const values = {',
    ...Object.entries(legend.values).map(([key, value]) => `  ${nameOf(key)}: ${printed(value)},`),
    '};',
    `const peer = connection('   ${diagramOf(deeds)}', values);`,
    `expectWritten(peer).toBe('  ${diagramOf(sent)}', values);`,
    ...(ending && !missing && closedAt !== undefined
      ? [endingOf(ending, { at: closedAt, sign: 'e' })]
      : []),
    '',
  ].join('\n');
}

function endingOf({ type, began, by }: TraceEnding, mark: Mark): string {
  const fields = Object.entries({ type, began, ...(by && { by }) });
  const expected = fields.map(([name, value]) => `${name}: ${printed(value)}`).join(', ');
  return `expectEnding(peer).toBe('   ${diagramOf([mark])}', { e: { ${expected} } });`;
}

function countOf({ read, written }: { readonly read: number; readonly written: number }): string {
  return `${read} bytes that were read and ${written} that were written`;
}

function nameOf(letter: string): string {
  return /^[a-z]$/i.test(letter) ? letter : `'${letter}'`;
}

function printed(value: string | Buffer): string {
  if (typeof value !== 'string') return `Buffer.from('${value.toString('base64')}', 'base64')`;
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
