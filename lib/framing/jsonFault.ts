import { jsonTokenAt } from './jsonTokenAt';

/** What may come next. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end';

/**
 * Where in a text that is no JSON the first character is that can't be there; its end, when that has come too early. `JSON.parse`
 * itself tells only some of it, in messages that differ from one version of Node to the next.
 */
export function jsonFault(text: string): number {
  const open: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    const { end, isWhole, kind, start } = jsonTokenAt(text, at);
    const next: Expected | undefined = end > start ? step(expected, kind, open) : undefined;
    if (!next) return start;
    if (!isWhole) return end;
    expected = next;
    at = end;
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
