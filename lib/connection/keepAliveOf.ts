import type { KeepAlive } from '../socket/setKeepAlive';
import type { KeepAliveOptions } from './KeepAliveOptions';
import { keepAliveSupport } from './keepAliveSupport';
import { numberOption } from './numberOption';
import { OptionError } from './OptionError';

/** What libuv sets where Node can't, and what the kernel at most takes: 32,767 s and 127. */
const DEFAULTS = { initialDelay: 60_000, interval: 1_000, count: 10 };
const LONGEST = 32_767_000;
const MOST = 127;

let warned = false;

/** Checks and completes the option `keepAlive`, and warns once of what this Node ignores. Mere booleans are for Node itself. */
export function keepAliveOf({
  keepAlive,
}: {
  readonly keepAlive?: boolean | KeepAliveOptions | undefined;
}): KeepAlive | undefined {
  if (keepAlive === undefined || typeof keepAlive === 'boolean') return undefined;
  // Plain JavaScript may give anything.
  if (typeof (keepAlive as unknown) !== 'object' || (keepAlive as unknown) === null)
    throw new OptionError('keepAlive', keepAlive, 'a boolean or an object');
  const isCount = (value: number): boolean => Number.isInteger(value) && value > 0 && value <= MOST;
  const { count = DEFAULTS.count } = keepAlive;
  const wanted = {
    initialDelay: seconds(keepAlive, 'initialDelay'),
    interval: seconds(keepAlive, 'interval'),
    count: numberOption('keepAlive.count', count, isCount, `a whole number of 1 to ${MOST}`),
  };
  const ignored = (['interval', 'count'] as const).filter(
    (name) => !keepAliveSupport[name] && wanted[name] !== DEFAULTS[name],
  );
  for (const name of ignored) wanted[name] = DEFAULTS[name];
  if (ignored.length > 0 && !warned) {
    warned = true;
    process.emitWarning(
      `rxjs-sockets: Node ${process.versions.node} can't set ${ignored.map((name) => `keepAlive.${name}`).join(' and ')}: it is ${DEFAULTS.count} probes, ${DEFAULTS.interval} ms apart`,
      { code: 'KEEP_ALIVE_UNSUPPORTED' },
    );
  }
  return wanted;
}

/** A duration as the kernel takes it. */
function seconds(options: KeepAliveOptions, name: 'initialDelay' | 'interval'): number {
  const isGood = (value: number): boolean => value > 0 && value <= LONGEST;
  const expected = `a duration above 0, and of ${LONGEST} ms at most`;
  const { [name]: given = DEFAULTS[name] } = options;
  return Math.ceil(numberOption(`keepAlive.${name}`, given, isGood, expected) / 1_000) * 1_000;
}
