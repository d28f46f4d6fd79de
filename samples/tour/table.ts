// The table that the tour prints.
import { styleText } from 'node:util';
import type { Sighting } from './servers';
import { BEAT, DEAD_AFTER, type Way } from './ways';

/** What came of one way to leave at one server. */
export interface Visit {
  readonly said: string;
  /** From the client's act to the last word of the server; `undefined` if there was none. */
  readonly ms: number | undefined;
  readonly isRight: boolean;
  /** How many bytes the client got; unknown of one that was killed or stopped. */
  readonly clientGot: number | undefined;
  readonly sighting: Sighting;
}

export interface Row {
  readonly way: Way;
  readonly raw: Visit;
  readonly ours: Visit;
}

// Widths of the columns.
const CLIENT = 31;
const RAW = 27;
const OURS = 38;
const MS = 6;

const isColoured = process.stdout.isTTY && !process.env.NO_COLOR;

export function printHeader(): void {
  const raw = '  raw node:net'.padEnd(RAW) + 'ms'.padStart(MS);
  const ours = '  Connection'.padEnd(OURS) + 'ms'.padStart(MS);
  console.log(paint('dim', `${'the client'.padEnd(CLIENT)}${raw}  ${ours}`));
}

export function printRow({ way, raw, ours }: Row): void {
  console.log(`${way.client.padEnd(CLIENT)}${cell(raw, RAW)}  ${cell(ours, OURS)}`);
  const notes = noteOn(way, raw).padEnd(RAW + MS + 2) + noteOn(way, ours);
  if (notes.trim() !== '') console.log(paint('dim', `${' '.repeat(CLIENT + 2)}${notes}`));
  if (!ours.isRight) printFailure(`expected of the Connection: ${way.expected}`);
}

export function printSum(rows: readonly Row[]): void {
  const wrong = (who: 'raw' | 'ours'): number => rows.filter((row) => !row[who].isRight).length;
  console.log(
    [
      '',
      'Of the stopped client a socket says nothing, ever: a silent peer looks like an idle one. This one had to',
      `beat every ${BEAT} ms, so idleTimeout({ each: ${DEAD_AFTER} }) knows.`,
      `${rows.length} ways on Node ${process.versions.node}: raw node:net was wrong in ${wrong('raw')}; ` +
        `verdicts of Connection wrong: ${wrong('ours')}`,
    ].join('\n'),
  );
}

export function printFailure(why: string): void {
  console.log(paint('red', `✗ ${why}`));
}

function cell({ said, ms, isRight, sighting: { verified } }: Visit, width: number): string {
  const doubt = verified === false ? ', unverified' : '';
  const text = `${isRight ? '✓' : '✗'} ${said}${doubt}`.padEnd(width);
  return paint(isRight ? 'green' : 'red', text) + (ms?.toFixed(1) ?? '-').padStart(MS);
}

function noteOn(way: Way, { sighting, clientGot }: Visit): string {
  if (way.gets !== undefined) return `the client got ${clientGot} of ${way.gets} B`;
  if (way.server === 'talks on') return writesOf(sighting);
  if (way.server === 'reads' && way.sends !== undefined)
    return `${grouped(sighting.bytes)} of ${grouped(way.sends)} B`;
  return '';
}

function writesOf({ said, writes }: Sighting): string {
  const hasFailed = /error|reset/.test(said.join());
  return hasFailed
    ? `writes accepted: ${writes - 1}, the next failed`
    : `writes accepted: ${writes}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

function paint(colour: 'green' | 'red' | 'dim', text: string): string {
  return isColoured ? styleText(colour, text) : text;
}
