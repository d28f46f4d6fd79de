import type { SchedulerLike } from 'rxjs';
import { steadyScheduler } from '../time/steadyScheduler';
import { MemorySocket } from './network/MemorySocket';
import { ScriptedPeer } from './network/ScriptedPeer';
import { type Address, TCP } from './network/TCP';
import type { TestPeer } from './TestPeer';

/** Where a {@link TestSocket} is, and whose time it is in. */
export interface TestSocketOptions {
  /** Where its events and timers run. Default: real time. */
  readonly scheduler?: SchedulerLike | undefined;
  /** As of `net.createServer`: how many bytes are read ahead, and from how many on `write` says `false`. Default: Node's own. */
  readonly highWaterMark?: number | undefined;
  /** As of `net.createServer`: whether this side stays open when the peer has ended its own. Default: no; a `Connection` has its own way. */
  readonly allowHalfOpen?: boolean | undefined;
  readonly local?: Address | undefined;
  readonly remote?: Address | undefined;
}

/** 192.0.2.0/24 is for documentation (RFC 5737): no real peer is there. */
const LOCAL = { address: '192.0.2.1', port: 7000 };
const [FIRST_PORT, LAST_PORT] = [49_152, 65_535];
let nextPort = FIRST_PORT;

/**
 * A connected `net.Socket` without a network, for a `Connection` or for code of your own: Node's class as it is, over a handle
 * that answers as libuv and the kernel would. Its {@link TestSocket.peer} does what you tell it to.
 *
 * @example
 * ```ts
 * const socket = new TestSocket();
 * new Connection(socket).subscribe({ error: (reset: ResetError) => console.log(reset.code) });
 * socket.peer.send('hello');
 * socket.peer.reset();
 * ```
 */
export class TestSocket extends MemorySocket {
  /** The other end. */
  readonly peer: TestPeer;

  constructor(options: TestSocketOptions = {}) {
    const { scheduler = steadyScheduler, local = LOCAL, remote = anyAddress() } = options;
    const handle = new TCP(scheduler, local, remote);
    super(handle, options);
    this.peer = new ScriptedPeer(handle.endpoint, scheduler);
  }
}

function anyAddress(): Address {
  const port = nextPort;
  nextPort = port < LAST_PORT ? port + 1 : FIRST_PORT;
  return { address: '192.0.2.2', port };
}
