import type { AddressInfo } from 'node:net';
import type { Acceptor, AcceptOptions } from '../../socket/accept';
import type { Drop } from '../../socket/Drop';
import { MemorySocket } from './MemorySocket';
import type { TCP } from './TCP';

/** What listens at a port or a path. */
export class MemoryListener {
  private open = 0;
  private isStopped = false;

  constructor(
    private readonly address: AddressInfo | string,
    private readonly options: AcceptOptions,
    private readonly acceptor: Acceptor,
  ) {}

  begin(): void {
    if (!this.isStopped) this.acceptor.listening(this.address);
  }

  fail(error: unknown): void {
    if (!this.isStopped) this.acceptor.failed(error);
  }

  stop(): void {
    this.isStopped = true;
  }

  /** Somebody has connected. */
  take(handle: TCP): void {
    const { acceptor, open, options } = this;
    const { maxConnections = Infinity } = options;
    // What the kernel has for somebody who listens no more is cut.
    if (this.isStopped) handle.reset();
    else if (open < maxConnections) {
      this.open++;
      const socket = new MemorySocket(handle, options);
      socket.once('close', () => this.open--);
      acceptor.accepted(socket);
    } else acceptor.dropped(refuse(handle));
  }
}

function refuse(handle: TCP): Drop {
  const socket = new MemorySocket(handle);
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  socket.destroy();
  const from = { localAddress, localPort, remoteAddress, remotePort };
  return { ...(from as Omit<Drop, 'reason'>), reason: 'maxConnections' };
}
