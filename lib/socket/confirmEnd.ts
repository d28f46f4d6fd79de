import type { Socket } from 'node:net';
import { masksResets } from './masksResets';

const original = Symbol('rxjs-sockets.onread');
const askedAgain = Symbol('rxjs-sockets.askedAgain');

interface StreamHandle {
  onread: (this: this, data: ArrayBuffer | undefined) => unknown;
  readStart: () => number;
  [original]?: (data: ArrayBuffer | undefined) => unknown;
  [askedAgain]?: boolean;
}

/**
 * Makes a reset look like one where libuv masks it: the error stays with the kernel. Reading once more asks the kernel
 * itself: nothing again is an end, whatever happened since, and a reset comes as the error that it is.
 *
 * @returns whether an end that this socket reports can be believed
 */
export function confirmEnd(socket: Socket): boolean {
  const handle = (socket as { _handle?: Partial<StreamHandle> | null })._handle;
  if (!isStreamHandle(handle)) return false;
  if (!masksResets) return true;
  handle[original] = handle.onread;
  handle.onread = onread;
  // macOS and the BSDs were never measured, so they are asked but not vouched for.
  return process.platform === 'linux';
}

// One function for all handles: a closure each would cost more with every chunk.
function onread(this: StreamHandle, data: ArrayBuffer | undefined): unknown {
  // No data is an end or an error. Only after an end can reading be started again.
  if (data === undefined && !this[askedAgain] && this.readStart() === 0) {
    this[askedAgain] = true;
    return undefined;
  }
  return this[original]?.(data);
}

function isStreamHandle(handle: Partial<StreamHandle> | null | undefined): handle is StreamHandle {
  // TLS keeps its own count of ends, and would take the first for none. A bare end looks the same there as one that was meant.
  const kind = handle?.constructor.name;
  return kind === 'TCP' || kind === 'Pipe';
}
