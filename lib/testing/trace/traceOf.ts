import { OptionError } from '../../connection/OptionError';
import type { Trace, TraceEvent } from './Trace';

type Fields = Readonly<Record<string, unknown>>;

const types: Readonly<Record<TraceEvent['by'], readonly TraceEvent['type'][]>> = {
  peer: ['chunk', 'end', 'reset', 'stop', 'drain'],
  network: ['timeout', 'error'],
  local: ['chunk', 'end', 'reset', 'destroy'],
};

const endings: Readonly<Record<'type' | 'began' | 'by', readonly string[]>> = {
  type: ['end', 'local', 'reset', 'timeout', 'failed'],
  began: ['peer', 'local', 'network'],
  by: ['end', 'destroy', 'reset', 'deadline'],
};

/** Checks what comes from a file, as JSON or parsed. What is wrong is named by its path, such as `trace.events[3].at`. */
export function traceOf(given: unknown): Trace {
  const trace = fieldsOf('trace', typeof given === 'string' ? parsed(given) : given);
  if (trace.version !== 1)
    throw new OptionError('trace.version', trace.version, '1, which is all that is known here');
  if (!Array.isArray(trace.events)) throw new OptionError('trace.events', trace.events, 'an array');
  let last = 0;
  for (const [index, event] of trace.events.entries())
    last = checkEvent(`trace.events[${index}]`, event, last);
  checkOrder(trace.events as readonly TraceEvent[]);
  // Behind what is missing there are no bytes.
  const lastChunk =
    (trace.events as TraceEvent[]).findLast(({ type }) => type === 'chunk')?.at ?? 0;
  if (trace.before !== undefined) checkGap('trace.before', trace.before);
  if (trace.missing !== undefined)
    checkTime('trace.missing.at', checkGap('trace.missing', trace.missing).at, lastChunk);
  if (trace.closedAt !== undefined) checkTime('trace.closedAt', trace.closedAt, last);
  if (trace.ending !== undefined) checkEnding(trace.ending);
  return trace as unknown as Trace;
}

function checkEvent(path: string, given: unknown, last: number): number {
  const event = fieldsOf(path, given);
  const { at, by, code, type } = event;
  checkTime(`${path}.at`, at, last);
  const known = Object.entries(types).find(([each]) => each === by)?.[1];
  if (!known) throw new OptionError(`${path}.by`, by, oneOf(Object.keys(types)));
  if (!known.includes(type as TraceEvent['type']))
    throw new OptionError(`${path}.type`, type, `${oneOf(known)} when by is "${String(by)}"`);
  if (code !== undefined && typeof code !== 'string')
    throw new OptionError(`${path}.code`, code, 'the code of an error');
  if (type === 'chunk') checkBytes(path, event);
  return at as number;
}

/** Nothing is sent behind an end. */
function checkOrder(events: readonly TraceEvent[]): void {
  const end = events.findIndex(({ by, type }) => by === 'peer' && /^(end|reset)$/.test(type));
  if (end < 0) return;
  const late = events.findIndex(
    ({ by, type }, at) => at > end && by === 'peer' && type === 'chunk',
  );
  if (late >= 0)
    throw new OptionError(`trace.events[${late}].type`, 'chunk', "none behind the peer's end");
}

function checkBytes(path: string, { base64, text }: Fields): void {
  if (text !== undefined && base64 !== undefined)
    throw new OptionError(`${path}.base64`, base64, 'left out where there is text');
  if (typeof text === 'string') return;
  if (text !== undefined || base64 === undefined)
    throw new OptionError(`${path}.text`, text, 'text, or base64 in its place');
  // Node reads what it can, and would make other bytes of a slip.
  const isGood =
    typeof base64 === 'string' && Buffer.from(base64, 'base64').toString('base64') === base64;
  if (!isGood) throw new OptionError(`${path}.base64`, base64, 'bytes in base64');
}

function checkGap(path: string, given: unknown): Fields {
  const gap = fieldsOf(path, given);
  for (const name of ['read', 'written']) checkCount(`${path}.${name}`, gap[name]);
  return gap;
}

function checkEnding(given: unknown): void {
  const ending = fieldsOf('trace.ending', given);
  for (const [name, known] of Object.entries(endings)) {
    const value = ending[name];
    if (!known.includes(value as string) && !(name === 'by' && value === undefined))
      throw new OptionError(`trace.ending.${name}`, value, oneOf(known));
  }
  for (const name of ['bytesRead', 'bytesWritten'])
    checkCount(`trace.ending.${name}`, ending[name]);
}

function checkCount(path: string, count: unknown): void {
  if (!Number.isSafeInteger(count) || (count as number) < 0)
    throw new OptionError(path, count, 'a number of bytes');
}

function checkTime(path: string, at: unknown, last: number): void {
  if (!Number.isSafeInteger(at) || (at as number) < last)
    throw new OptionError(path, at, `a time in whole ms, ${last} or later`);
}

function fieldsOf(path: string, given: unknown): Fields {
  if (Object(given) === given && !Array.isArray(given)) return given as Fields;
  throw new OptionError(path, given, 'an object');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new OptionError('trace', json.slice(0, 40), 'a trace of `record`, or its JSON');
  }
}

function oneOf(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' or ');
}
