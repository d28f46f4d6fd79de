import { kernel } from '../socket/kernel';
import type { Transport } from '../socket/Transport';
import { OptionError } from './OptionError';

/** Reads the option `transport`. */
export function transportOf({
  transport = kernel,
}: {
  readonly transport?: Transport | undefined;
}): Transport {
  // Plain JavaScript may give anything.
  const { accept, dial } = Object(transport) as Partial<Transport>;
  if (typeof accept === 'function' && typeof dial === 'function') return transport;
  throw new OptionError('transport', transport, 'what can accept and dial');
}
