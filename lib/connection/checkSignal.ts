import { OptionError } from './OptionError';

/** Throws unless `signal` is one, or left out. */
export function checkSignal({ signal }: { readonly signal?: unknown }): void {
  if (signal === undefined) return;
  const { aborted, addEventListener } = Object(signal) as Partial<AbortSignal>;
  if (typeof aborted !== 'boolean' || typeof addEventListener !== 'function')
    throw new OptionError('signal', signal, 'an AbortSignal');
}
