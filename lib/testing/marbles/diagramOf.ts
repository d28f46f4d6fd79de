/** A letter, `|`, `#` or a word, and when that is. */
export interface Mark {
  readonly at: number;
  readonly sign: string;
}

/** As many dashes are seen at a glance. */
const DASHES = 6;

/** Draws marks, which are in order, so that `peerScript` and `expectWritten` read the same out of it. */
export function diagramOf(marks: readonly Mark[]): string {
  const moments = momentsOf(marks);
  let diagram = '';
  let frame = 0;
  for (const [index, { at, signs }] of moments.entries()) {
    const room = (moments[index + 1]?.at ?? Infinity) - at;
    const drawn = drawnOf(signs, room);
    diagram += gapOf(at - frame) + drawn.text;
    frame = at + drawn.width;
  }
  return diagram.replace(/ +/g, ' ').trim();
}

function momentsOf(marks: readonly Mark[]): { at: number; signs: string[] }[] {
  const moments: { at: number; signs: string[] }[] = [];
  for (const { at, sign } of marks) {
    const last = moments.at(-1);
    if (last?.at === at) last.signs.push(sign);
    else moments.push({ at, signs: [sign] });
  }
  return moments;
}

/** rxjs counts each sign of a group, and knows no letters of two signs. */
function drawnOf(signs: readonly string[], room: number): { text: string; width: number } {
  const all = signs.join(' ');
  if (signs.length === 1 && Array.from(all).length === 1) return { text: all, width: 1 };
  const width = Array.from(signs.join('')).length + 2;
  // rxjs' own group, wherever there is time for it.
  return width <= room ? { text: `(${all})`, width } : { text: `[${all}]`, width: 1 };
}

function gapOf(ms: number): string {
  return ms <= DASHES ? '-'.repeat(ms) : ` ${ms}ms `;
}
