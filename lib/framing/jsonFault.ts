const TOKEN =
  // eslint-disable-next-line no-control-regex -- JSON allows none in its strings
  /[ \t\n\r]*(?:([[\]{},:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;
const BLANK = /[ \t\n\r]*/y;

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/**
 * Where in a text that is no JSON the first thing is that can't be there; its end, when that has come too early. `JSON.parse` itself
 * tells only some of it, in messages that differ from one version of Node to the next.
 */
export function jsonFault(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    BLANK.lastIndex = TOKEN.lastIndex = at;
    BLANK.test(text);
    const token: RegExpExecArray | null = TOKEN.exec(text);
    const next: Expected | null | undefined =
      token && step(expected, token[1] ?? (token[2] ? '"' : 'scalar'), open);
    if (!next) return BLANK.lastIndex;
    expected = next;
    at = TOKEN.lastIndex;
  }
}

/** What may come after a token, if that may come here at all. */
function step(expected: Expected, token: string, open: string[]): Expected | undefined {
  const isValue = expected === 'value' || expected === 'value or ]';
  const isKey = expected === 'key' || expected === 'key or }';
  if (token === '{' || token === '[') {
    if (!isValue) return undefined;
    open.push(token);
    return token === '{' ? 'key or }' : 'value or ]';
  }
  if (token === '}' || token === ']') {
    const isClosing = expected === ', or end' || expected.endsWith(` ${token}`);
    const matches = open.pop() === (token === '}' ? '{' : '[');
    return isClosing && matches ? ', or end' : undefined;
  }
  if (token === ':') return expected === ':' ? 'value' : undefined;
  if (token === ',') {
    if (expected !== ', or end' || open.length === 0) return undefined;
    return open.at(-1) === '{' ? 'key' : 'value';
  }
  if (isKey) return token === '"' ? ':' : undefined;
  return isValue ? ', or end' : undefined;
}
