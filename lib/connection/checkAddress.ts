import { OptionError } from './OptionError';

/** Throws unless there is a `port` of at least `lowest`, or a `path` or an `fd` in its place. */
export function checkAddress(options: object, lowest: 0 | 1): void {
  const { port, path, fd }: { port?: unknown; path?: unknown; fd?: unknown } = options;
  if (port === undefined && fd !== undefined) return;
  if (port === undefined && path !== undefined) {
    if (typeof path === 'string' && path !== '') return;
    throw new OptionError('path', path, 'the path of a Unix socket');
  }
  if (!Number.isInteger(port) || (port as number) < lowest || (port as number) > 65_535)
    throw new OptionError('port', port, `a whole number of ${lowest} to 65535`);
}
