import type { Score } from './Score';
import type { Trace } from './traces';

/** What is to be seen of a trace. */
export interface Panel {
  readonly trace: Trace;
  readonly scores: ReadonlyMap<string, Score>;
}

const COLUMNS = 4;
const [WIDTH, HEIGHT] = [330, 225];
const [LEFT, TOP, HEAD] = [58, 52, 60];
const [PLOT_WIDTH, PLOT_HEIGHT] = [WIDTH - LEFT - 18, HEIGHT - TOP - 46];
const LONGEST = 32;
const MOST = 2_000;
const CHOSEN = '#d62728';
const COLOURS = [
  '#1b6ca8',
  '#3fa7d6',
  '#59a14f',
  '#9c6ade',
  '#f28e2b',
  '#8c564b',
  '#e377c2',
  '#17becf',
  '#7f7f7f',
];

/**
 * A small picture a trace: how long a crash goes unnoticed to the right, how many are killed wrongly upwards. Behind the last
 * one is what the marks stand for; that of `chosen` stands out.
 */
export function drawing(panels: readonly Panel[], hours: number, chosen: string): string {
  const names = [...panels[0]!.scores.keys()];
  const [width, height] = [
    COLUMNS * WIDTH,
    HEAD + Math.ceil((panels.length + 1) / COLUMNS) * HEIGHT,
  ];
  const place = (index: number): string =>
    `<g transform="translate(${(index % COLUMNS) * WIDTH} ${HEAD + Math.floor(index / COLUMNS) * HEIGHT})">`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="26" font-size="17" font-weight="bold">How soon a crash is found, and how many live peers are killed</text>`,
    `<text x="16" y="46" fill="#555">A beat each 10 s; virtual time, ${hours.toFixed(0)} h of health a mark, a tenth of that for phi. Marks stand at the mean, lines lead to the 99th percentile. The best place is at the bottom left.</text>`,
    ...panels.flatMap(({ trace, scores }, i) => [
      place(i),
      ...axes(trace),
      ...[...scores].map(([name, score], j) => point(j, name === chosen, score)),
      '</g>',
    ]),
    place(panels.length),
    ...names.map(
      (name, i) =>
        mark(i, name === chosen, LEFT, 22 + 21 * i) +
        `<text x="${LEFT + 18}" y="${26 + 21 * i}" font-size="12">${name}</text>`,
    ),
    '</g>',
    '</svg>',
  ];
  return lines.join('\n') + '\n';
}

function axes({ name, says }: Trace): string[] {
  const [bottom, middle] = [TOP + PLOT_HEIGHT, TOP + PLOT_HEIGHT / 2];
  return [
    `<text x="${LEFT}" y="22" font-size="13" font-weight="bold">${name}</text>`,
    `<text x="${LEFT}" y="38" fill="#555" font-size="10.5">${says}</text>`,
    ...[0, 10, 20, 30].map(
      (s) =>
        `<path d="M${right(s)} ${TOP}V${bottom}" stroke="#eee"/>` +
        `<text x="${right(s)}" y="${bottom + 18}" text-anchor="middle">${s}</text>`,
    ),
    ...[0, 1, 10, 100, 1_000].map(
      (kills) =>
        `<path d="M${LEFT - 8} ${up(kills)}H${LEFT + PLOT_WIDTH}" stroke="${kills === 0 ? '#888' : '#ddd'}"/>` +
        `<text x="${LEFT - 12}" y="${up(kills) + 4}" text-anchor="end">${kills}</text>`,
    ),
    `<text x="${LEFT + PLOT_WIDTH / 2}" y="${bottom + 33}" text-anchor="middle" fill="#555">s from crash to verdict</text>`,
    `<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle" fill="#555">false kills in 100 h</text>`,
  ];
}

function point(index: number, isChosen: boolean, { mean, p99, killsPer100Hours }: Score): string {
  const y = up(killsPer100Hours);
  return (
    `<path d="M${right(mean)} ${y}H${right(p99)}" stroke="${isChosen ? CHOSEN : COLOURS[index]}" stroke-opacity="0.6"/>` +
    mark(index, isChosen, right(mean), y)
  );
}

/** Rings one in the other, so that those in the same place can all be seen; the chosen one is full. */
function mark(index: number, isChosen: boolean, x: number, y: number): string {
  return isChosen
    ? `<circle cx="${x}" cy="${y}" r="3" fill="${CHOSEN}"/>`
    : `<circle cx="${x}" cy="${y}" r="${Math.max(4, 10 - index)}" fill="none" stroke-width="2" stroke="${COLOURS[index]}"/>`;
}

function right(seconds: number): number {
  return round(LEFT + (PLOT_WIDTH * Math.min(seconds, LONGEST)) / LONGEST);
}

/** Logarithmic, with room for none. */
function up(kills: number): number {
  return round(TOP + PLOT_HEIGHT * (1 - Math.log1p(Math.min(kills, MOST)) / Math.log1p(MOST)));
}

function round(pixels: number): number {
  return Math.round(10 * pixels) / 10;
}
