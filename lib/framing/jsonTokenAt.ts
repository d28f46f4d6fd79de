/** A token of JSON, or as much of the beginning of one as there is. */
export interface JsonToken {
  readonly start: number;
  readonly end: number;
  readonly isWhole: boolean;
  /** One of `[]{},:`, `"` of a string, and `scalar` of anything else. */
  readonly kind: string;
}

const BLANK = /[ \t\n\r]*/y;
const SIGN = /[[\]{},:]/y;
const WORD = /t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?/y;
const NUMBER = /-?(?:(?:0|[1-9]\d*)(?:\.(?:\d+(?:[eE][+-]?\d*)?)?|[eE][+-]?\d*)?)?/y;
const WHOLE = /^(?:true|false|null|.*\d)$/;
// eslint-disable-next-line no-control-regex -- JSON allows none in its strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{0,4})?/y;

/** The token that begins there, behind white space; what is behind its end can't go on with it. */
export function jsonTokenAt(text: string, at: number): JsonToken {
  const start = endOf(BLANK, text, at);
  const first = text.charAt(start);
  if (first === '"') return stringAt(text, start);
  const sign = endOf(SIGN, text, start);
  if (sign > start) return { start, end: sign, isWhole: true, kind: first };
  const end = Math.max(endOf(WORD, text, start), endOf(NUMBER, text, start));
  return { start, end, isWhole: WHOLE.test(text.slice(start, end)), kind: 'scalar' };
}

/** One part after the other, for there may be more of them than a regular expression can repeat. */
function stringAt(text: string, start: number): JsonToken {
  let at = start + 1;
  for (;;) {
    at = endOf(PLAIN, text, at);
    if (text[at] === '"') return { start, end: at + 1, isWhole: true, kind: '"' };
    const end = endOf(ESCAPE, text, at);
    const size = text[at + 1] === 'u' ? 6 : 2;
    if (end < at + size) return { start, end, isWhole: false, kind: '"' };
    at = end;
  }
}

/** Where a match ends that begins there; there if there is none. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
