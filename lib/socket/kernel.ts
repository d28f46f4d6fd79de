import { accept } from './accept';
import { dial } from './dial';
import type { Transport } from './Transport';

/** The sockets of this machine. */
export const kernel: Transport = { accept, dial };
