import type { AddressInfo } from 'node:net';
import type { SchedulerLike } from 'rxjs';
import type { Acceptor, AcceptOptions } from '../../socket/accept';
import type { Drop } from '../../socket/Drop';
import { Life } from './Life';
import { MemorySocket } from './MemorySocket';
import type { TCP } from './TCP';

/** What listens at a port or a path. */
export class MemoryListener {
  private open = 0;
  private isStopped = false;

  private readonly life: Life;

  constructor(
    private readonly address: AddressInfo | string,
    private readonly options: AcceptOptions,
    private readonly acceptor: Acceptor,
    scheduler: SchedulerLike,
  ) {
    this.life = new Life(scheduler);
  }

  begin(): void {
    if (this.isStopped) return;
    this.life.reads(true);
    this.acceptor.listening(this.address);
  }

  fail(error: unknown): void {
    if (!this.isStopped) this.acceptor.failed(error);
  }

  stop(): void {
    this.isStopped = true;
    this.life.end();
  }

  /** Somebody has connected. */
  take(handle: TCP): void {
    const { acceptor, open, options } = this;
    const { maxConnections = Infinity } = options;
    // What the kernel has for somebody who listens no more is cut.
    if (this.isStopped) handle.reset();
    else if (open < maxConnections) {
      this.open++;
      const socket = new MemorySocket(handle, { ...options, allowHalfOpen: true });
      socket.once('close', () => this.open--);
      acceptor.accepted(socket);
    } else acceptor.dropped(refuse(handle));
  }
}

function refuse(handle: TCP): Drop {
  const socket = new MemorySocket(handle);
  const { localAddress, localFamily, localPort, remoteAddress, remoteFamily, remotePort } = socket;
  socket.destroy();
  const from = { localAddress, localFamily, localPort, remoteAddress, remoteFamily, remotePort };
  return { ...(from as Omit<Drop, 'reason'>), reason: 'maxConnections' };
}
