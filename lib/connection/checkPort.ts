import { OptionError } from './OptionError';

/** Throws unless `port` is one, or left out for a `path`. */
export function checkPort(options: object): void {
  const { port, path, fd }: { port?: unknown; path?: unknown; fd?: unknown } = options;
  if (port === undefined && (path !== undefined || fd !== undefined)) return;
  if (!Number.isInteger(port) || (port as number) < 0 || (port as number) > 65_535)
    throw new OptionError('port', port, 'a whole number of 0 to 65535');
}
